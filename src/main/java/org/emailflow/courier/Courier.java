package org.emailflow.courier;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.random.RandomGenerator;
import org.emailflow.courier.CourierLedger.Attempt;
import org.emailflow.spool.Claim;
import org.emailflow.spool.Failpoints;
import org.emailflow.spool.FolderStream;
import org.emailflow.spool.QueueOwner;
import org.emailflow.spool.QueueOwner.Fate;
import org.emailflow.spool.Spool;
import org.emailflow.spool.Step;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Takes the queue to the MTA, Q1 to Q4, one message at a time. Several couriers may work on one
 * queue. For one thread, but for {@link #stop}.
 *
 * <p>Errors: {@link MtaUnavailableException} if the MTA is away, {@link
 * org.emailflow.spool.SpoolException} of the disk, and whatever the ledger throws. Each ends the
 * pass; a message at hand stays claimed, and the next pass, of this courier or another, finds out
 * how far it came. What the MTA answers is kept on disk beside the message until the ledger was
 * told: so whoever takes over tells it, and does not send again.
 */
public final class Courier {

  private static final Logger log = LoggerFactory.getLogger(Courier.class);
  private static final int ASKED_AT_ONCE = 128;

  private final Spool spool;
  private final CourierLedger ledger;
  private final Mta mta;
  private final Clock clock;
  private final RetrySchedule retries;
  private final RefusalReport report;
  private final Failpoints failpoints;
  private final Telling telling;
  private final Strangers strangers = new Strangers();

  private volatile boolean stopped;

  /**
   * Talks to the MTA in its passes only; between them there is no connection.
   *
   * @param recipientHeader the field in which the site's MTA names the envelope recipient of what
   *     it delivers: a report on a refused message is put into the inbox like that
   */
  public Courier(
      Spool spool,
      CourierLedger ledger,
      Mta mta,
      String recipientHeader,
      Clock clock,
      RandomGenerator random,
      Failpoints failpoints) {
    this.spool = spool;
    this.ledger = ledger;
    this.mta = mta;
    this.clock = clock;
    this.retries = new RetrySchedule(random);
    this.report = new RefusalReport(recipientHeader);
    this.failpoints = failpoints;
    this.telling = new Telling(ledger, Telling.AFTER_A_WHILE);
  }

  /**
   * One pass: what dead couriers left is put right, then all that is due is tried once.
   *
   * @param told hears of each message when it is settled
   */
  public Pass pass(Consumer<Delivered> told) {
    recover();
    try (FolderStream queue = spool.queue()) {
      return queue.isEmpty() ? Pass.NOTHING : deliver(queue, told);
    } finally {
      mta.close();
      strangers.tell();
    }
  }

  /** Ends the pass at hand after its message, and every later one before its first. */
  public void stop() {
    stopped = true;
  }

  /** By what the ledger has, or is told now: Q1 and Q2 back to the queue, Q3 on to Q4. */
  private void recover() {
    for (String dead : spool.abandonedCouriers()) {
      Optional<QueueOwner> estate = spool.takeOverCourier(dead);
      if (estate.isPresent()) {
        try (QueueOwner owner = estate.get()) {
          tellKept(owner);
          settleAll(owner, owner.held());
        }
      }
    }
  }

  /** The ledger may have heard it the first time, or another courier was told more since. */
  private void tellKept(QueueOwner owner) {
    Map<String, byte[]> kept = owner.kept();
    Map<String, Standing> standings = ledger.standings(kept.keySet(), clock.instant());
    kept.forEach(
        (name, slip) -> {
          if (standing(standings, name) == Standing.DUE) {
            Answered.parse(slip).ifPresent(answered -> answered.tell(ledger, name));
          }
          owner.forget(name);
        });
  }

  private void settleAll(QueueOwner owner, List<Claim> claims) {
    if (claims.isEmpty()) {
      return;
    }
    Map<String, Standing> standings =
        ledger.standings(claims.stream().map(Claim::name).toList(), clock.instant());
    for (Claim claim : claims) {
      settle(owner, claim, fate(standing(standings, claim.name())));
    }
  }

  /** Q4. What is refused is told of first: a cut in between tells again, in the same words. */
  private void settle(QueueOwner owner, Claim claim, Fate fate) {
    if (fate == Fate.REFUSED) {
      Optional<String> token = token(claim);
      ledger
          .refusal(claim.name())
          .filter(refusal -> token.isPresent())
          .ifPresent(
              refusal ->
                  owner.report(
                      RefusalReport.name(claim.name(), refusal),
                      report.message(claim.name(), token.get(), refusal)));
    }
    owner.settle(claim, fate);
  }

  /**
   * The envelope sender; none where nobody is told: of the null sender, of what is no mail, and of
   * what cannot be read, which must not keep the others waiting.
   */
  private static Optional<String> token(Claim claim) {
    try (QueueFile file = QueueFile.open(claim)) {
      return Optional.of(file.envelope().sender()).filter(sender -> !sender.isEmpty());
    } catch (QueueFileException e) {
      return Optional.empty();
    } catch (IOException e) {
      log.error("{} cannot be read ({}): its writer is not told", claim.name(), e.getMessage());
      return Optional.empty();
    }
  }

  private static Standing standing(Map<String, Standing> standings, String name) {
    return standings.getOrDefault(name, Standing.UNKNOWN);
  }

  private static Fate fate(Standing standing) {
    return switch (standing) {
      case SENT -> Fate.SENT;
      case REFUSED -> Fate.REFUSED;
      case DUE, LATER, UNPUBLISHED, UNKNOWN -> Fate.AGAIN;
    };
  }

  private Pass deliver(FolderStream queue, Consumer<Delivered> told) {
    Pass pass = Pass.NOTHING;
    try (QueueOwner owner = spool.enrolCourier()) {
      while (!stopped && !queue.isEmpty()) {
        List<String> names = names(queue);
        Map<String, Standing> standings = ledger.standings(names, clock.instant());
        for (int i = 0; i < names.size() && !stopped; i++) {
          Optional<Delivered> tried = take(owner, names.get(i), standing(standings, names.get(i)));
          tried.ifPresent(told);
          pass = tried.map(Delivered::fate).map(pass::plus).orElse(pass);
        }
      }
    }
    return pass;
  }

  private static List<String> names(FolderStream queue) {
    List<String> names = new ArrayList<>();
    while (names.size() < ASKED_AT_ONCE && !queue.isEmpty()) {
      queue.next().map(Path::getFileName).map(Path::toString).ifPresent(names::add);
    }
    return names;
  }

  private Optional<Delivered> take(QueueOwner owner, String name, Standing standing) {
    return switch (standing) {
      case LATER, UNPUBLISHED -> Optional.empty();
      case UNKNOWN -> {
        strangers.see(name);
        yield Optional.empty();
      }
      case SENT, REFUSED -> {
        // A power cut undid Q4; the ledger remembers.
        owner.claim(name).ifPresent(claim -> settle(owner, claim, fate(standing)));
        yield Optional.empty();
      }
      case DUE -> {
        mta.open();
        yield owner.claim(name).flatMap(claim -> deliver(owner, claim));
      }
    };
  }

  /**
   * Between the list and the claim another courier may have tried it: so the ledger is asked again.
   */
  private Optional<Delivered> deliver(QueueOwner owner, Claim claim) {
    Standing now = standing(ledger.standings(List.of(claim.name()), clock.instant()), claim.name());
    if (now != Standing.DUE) {
      settle(owner, claim, fate(now));
      return Optional.empty();
    }
    Attempt attempt = ledger.attempt(claim.name(), clock.instant());
    failpoints.reach(Step.ATTEMPT_RECORDED);
    Answered answered = answered(attempt, handOver(claim));
    failpoints.reach(Step.ANSWERED);
    telling.tell(owner, claim.name(), answered);
    failpoints.reach(Step.ANSWER_RECORDED);
    owner.forget(claim.name());
    settle(owner, claim, answered.fate());
    return Optional.of(
        new Delivered(claim.name(), answered.fate(), answered.status(), answered.reply()));
  }

  private Answer handOver(Claim claim) {
    try (QueueFile file = QueueFile.open(claim)) {
      return mta.send(file);
    } catch (QueueFileException e) {
      return new Answer.Refused("5.3.0", Replies.line("bad queue file: " + e.getMessage()));
    } catch (IOException e) {
      return new Answer.Deferred(Replies.line("cannot read: " + e.getMessage()));
    }
  }

  private Answered answered(Attempt attempt, Answer answer) {
    Instant now = clock.instant();
    if (answer instanceof Answer.Sent sent) {
      return Answered.sent(now, sent.reply());
    }
    if (answer instanceof Answer.Refused refused) {
      return Answered.refused(now, refused);
    }
    return retries
        .next(attempt, now)
        .map(next -> Answered.deferred(now, next, answer.reply()))
        .orElseGet(
            () ->
                Answered.refused(
                    now,
                    new Answer.Refused("4.4.7", "given up after five days: " + answer.reply())));
  }
}
