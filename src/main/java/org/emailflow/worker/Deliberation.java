package org.emailflow.worker;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.AccessDeniedException;
import java.time.Clock;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiPredicate;
import java.util.stream.Stream;
import org.emailflow.mail.MailException;
import org.emailflow.mail.Octets;
import org.emailflow.relay.Composed;
import org.emailflow.relay.Decision;
import org.emailflow.relay.Incoming;
import org.emailflow.relay.Parties;
import org.emailflow.relay.Refusal;
import org.emailflow.relay.Relay;
import org.emailflow.spool.Claim;
import org.emailflow.spool.SpoolException;
import org.emailflow.store.Batch;
import org.emailflow.store.CorrespondentFacts;
import org.emailflow.store.Disposition;
import org.emailflow.store.Facts;
import org.emailflow.store.IdAnswer;
import org.emailflow.store.IdQuestion;
import org.emailflow.store.Kind;
import org.emailflow.store.NewCorrespondent;
import org.emailflow.store.OutboundKey;
import org.emailflow.store.Question;
import org.emailflow.store.Role;
import org.emailflow.store.Sha256;
import org.emailflow.store.StoreException;
import org.emailflow.worker.Trial.Stage;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The first half of a batch: each message is read, decided and composed; nothing is on disk yet.
 *
 * <p>Three questions go to the database, each once for all messages: what is known, which codes,
 * which ids. Between them every message stands alone: whatever one of them throws is its own
 * ending, and the others go on.
 */
final class Deliberation {
  private static final Logger log = LoggerFactory.getLogger(Deliberation.class);

  /**
   * Ids that one statement asks about, or a little more: the server takes no packet of any size,
   * and a message may have a thousand.
   */
  private static final int MOST_IDS = 4096;

  private static final int MOST_STACK = 16 * 1024;

  private final Relay relay;
  private final BiPredicate<Claim, String> isHeldBeside;
  private final Clock clock;
  private final Crew crew;

  /**
   * @param isHeldBeside whether another original than the one in hand, of that name, is in {@code
   *     deferred/} or in the hands of a worker
   */
  Deliberation(Relay relay, BiPredicate<Claim, String> isHeldBeside, Clock clock, Crew crew) {
    this.relay = relay;
    this.isHeldBeside = isHeldBeside;
    this.clock = clock;
    this.crew = crew;
  }

  /**
   * Decides and composes all of {@code items}.
   *
   * @return those that must wait for the next batch: a copy of the same message is in this one, and
   *     only what is committed is known; or there is more to ask about it than fits
   */
  List<Item> run(Batch batch, List<Item> items) {
    crew.each(items.stream().filter(item -> !item.isRead()).toList(), this::read);
    List<Item> readable = items.stream().filter(item -> !item.left()).toList();
    Set<Item> copies = copies(readable);
    List<Item> first = readable.stream().filter(item -> !copies.contains(item)).toList();
    look(batch, first);
    first.forEach(item -> guarded(item, Stage.DECIDE, () -> decide(item)));
    onceAMessage(first);
    mint(batch, first);
    IdQuestions questions = questions(first);
    List<Item> now = first.stream().filter(item -> !questions.postponed().contains(item)).toList();
    compose(now, batch.ids(questions.asked()));
    return Stream.concat(copies.stream(), questions.postponed().stream()).toList();
  }

  /**
   * Also what is condemned is read: its row needs an identity. Not so what is convicted, which may
   * kill whoever looks at it: its name has to do.
   */
  void read(Item item) {
    item.run(Stage.READ, () -> readNow(item));
  }

  private void readNow(Item item) {
    if (item.convicted()) {
      item.unreadable(Sha256.hash(item.claim().name().getBytes(UTF_8)));
      return;
    }
    try {
      Octets octets = item.octets();
      try {
        item.read(relay.read(octets, item.claim().received()));
      } catch (MailException e) {
        item.unreadable(relay.identityOfUnreadable(octets));
        unreadable(item, e);
      } catch (RuntimeException | StackOverflowError e) {
        item.unreadable(relay.identityOfUnreadable(octets));
        bug(item, e);
      }
    } catch (IOException e) {
      leave(item, e);
    }
  }

  private static Set<Item> copies(List<Item> items) {
    Set<Sha256> seen = new HashSet<>();
    Set<Item> copies = new LinkedHashSet<>();
    for (Item item : items) {
      if (!seen.add(item.identity())) {
        copies.add(item);
      }
    }
    return copies;
  }

  private void look(Batch batch, List<Item> items) {
    List<Question> questions = items.stream().map(Deliberation::question).toList();
    List<Facts> facts = batch.facts(questions, relay.recentSince());
    for (int i = 0; i < items.size(); i++) {
      Item item = items.get(i);
      item.facts(facts.get(i));
      item.facts().earlier().filter(row -> isAwaited(item, row)).ifPresent(item::retry);
    }
  }

  private static Question question(Item item) {
    return item.incoming()
        .map(incoming -> incoming.question())
        .orElseGet(() -> new Question(item.identity(), Role.NONE, "", ""));
  }

  private void decide(Item item) throws MailException, IOException {
    Incoming incoming = item.incoming().orElseThrow();
    String name = item.claim().name();
    Facts facts = item.retry().isPresent() ? item.facts().withoutEarlier() : item.facts();
    Decision decision = relay.decide(incoming, facts, name, step -> {});
    item.decide(decision);
    end(item, decision);
  }

  /**
   * Whether a deferred row waits for this file: it comes from {@code deferred/}, or the file that
   * was there is gone and this copy takes its place. Gone it is, too, when a batch that tried it
   * was undone: what was claimed goes back to the inbox, wherever it came from. Not so where the
   * row is of this name and nobody knows of its archiving: that is a claim undone by a power cut
   * (S3').
   */
  private boolean isAwaited(Item item, Facts.Earlier row) {
    if (row.disposition() != Disposition.DEFERRED) {
      return false;
    }
    boolean undone = !row.archived() && row.name().equals(item.claim().name());
    return item.waited() || !(undone || isHeldBeside.test(item.claim(), row.name()));
  }

  /** Bounces of one message within one batch, of which no fact can tell yet: the first counts. */
  private static void onceAMessage(List<Item> items) {
    Set<OutboundKey> undelivered = new HashSet<>();
    for (Item item : items) {
      if (item.decision().orElse(null) instanceof Decision.Bounced bounced
          && bounced.undelivered().isPresent()
          && !undelivered.add(bounced.undelivered().get().id())) {
        item.decide(bounced.repeated());
        end(item, bounced.repeated());
      }
    }
  }

  /** What a decision means for its item at once; a pass has yet to be composed. */
  private static void end(Item item, Decision decision) {
    Optional<Refusal> told =
        decision instanceof Decision.Stop stop ? stop.refusal() : Optional.empty();
    Ending.of(decision).ifPresent(ending -> item.refuse(ending, told));
  }

  /** Codes for writers that have none, and for those whom a message shows. */
  private void mint(Batch batch, List<Item> items) {
    Map<Item, Newcomers> wanted = new LinkedHashMap<>();
    for (Item item : items) {
      item.pass()
          .ifPresent(
              pass ->
                  guarded(item, Stage.DECIDE, () -> wanted.put(item, Newcomers.of(pass, relay))));
    }
    Set<NewCorrespondent> all = new LinkedHashSet<>();
    wanted.values().forEach(newcomers -> newcomers.addTo(all));
    Map<NewCorrespondent, CorrespondentFacts> minted = batch.mint(all, clock.instant());
    wanted.forEach(
        (item, newcomers) -> {
          newcomers.writer().ifPresent(writer -> item.correspondent(minted.get(writer)));
          item.copied(newcomers.copied(minted));
        });
  }

  /**
   * What is to be asked about ids, and those messages whose questions must wait for another batch.
   */
  private record IdQuestions(Set<IdQuestion> asked, Set<Item> postponed) {}

  private IdQuestions questions(List<Item> items) {
    crew.each(
        items,
        item -> item.pass().ifPresent(pass -> guarded(item, Stage.ASK, () -> ids(item, pass))));
    Set<IdQuestion> asked = new LinkedHashSet<>();
    Set<Item> postponed = new LinkedHashSet<>();
    for (Item item : items) {
      if (asked.isEmpty() || asked.size() + item.ids().size() <= MOST_IDS) {
        asked.addAll(item.ids());
      } else if (!item.ids().isEmpty()) {
        postponed.add(item);
      }
    }
    return new IdQuestions(asked, postponed);
  }

  private void ids(Item item, Decision.Pass pass) throws MailException, IOException {
    item.ids(relay.ids(pass, item.correspondent().orElseThrow()));
  }

  /**
   * Conversations side by side, the messages of one in order: each finds it as the last left it.
   */
  private void compose(List<Item> items, Map<IdQuestion, IdAnswer> answers) {
    Map<Long, List<Item>> passing = new LinkedHashMap<>();
    for (Item item : items) {
      if (item.pass().isPresent()) {
        long conversation = item.correspondent().orElseThrow().id();
        passing.computeIfAbsent(conversation, id -> new ArrayList<>()).add(item);
      }
    }
    Conversations conversations = new Conversations();
    crew.eachInOrder(
        passing.values(),
        item ->
            guarded(
                item,
                Stage.COMPOSE,
                () -> compose(item, item.pass().orElseThrow(), conversations, answers)));
  }

  private void compose(
      Item item, Decision.Pass pass, Conversations conversations, Map<IdQuestion, IdAnswer> answers)
      throws MailException, IOException {
    CorrespondentFacts correspondent = conversations.now(item.correspondent().orElseThrow());
    Composed composed =
        relay.compose(
            pass,
            new Parties(correspondent, item.copied()),
            question -> answers.getOrDefault(question, IdAnswer.UNKNOWN),
            step -> {});
    composed.change().ifPresent(change -> conversations.went(correspondent, change));
    composed.change().ifPresent(item::change);
    composed.stop().ifPresent(stop -> end(item, stop));
    composed
        .outgoing()
        .ifPresent(
            outgoing -> {
              item.outgoing().add(outgoing);
              item.end(Ending.relayed(pass, outgoing));
            });
  }

  /** A step of one message. */
  private interface Step {
    void run() throws MailException, IOException;
  }

  private void guarded(Item item, Stage stage, Step step) {
    if (!item.ended()) {
      item.run(stage, () -> guarded(item, step));
    }
  }

  private void guarded(Item item, Step step) {
    try {
      step.run();
    } catch (MailException e) {
      unreadable(item, e);
    } catch (IOException e) {
      leave(item, e);
    } catch (StoreException | SpoolException e) {
      throw e;
    } catch (RuntimeException | StackOverflowError e) {
      bug(item, e);
    }
  }

  private void unreadable(Item item, MailException e) {
    Decision.Stop stop = relay.cannotPass(e, item.incoming());
    item.refuse(
        new Ending(stop.disposition(), stop.kind(), stop.reason(), Optional.of(e.getMessage())),
        stop.refusal());
  }

  private static void leave(Item item, IOException e) {
    String why =
        e instanceof AccessDeniedException
            ? "no right to; let the MTA deliver as the user that runs this"
            : e.getMessage();
    log.warn("{} waits, it cannot be read: {}", item.claim().name(), why);
    item.leave();
  }

  private static void bug(Item item, Throwable e) {
    log.error("{}: a bug of ours; the message waits in failed/", item.claim().name(), e);
    StringWriter stack = new StringWriter();
    e.printStackTrace(new PrintWriter(stack));
    item.outgoing().clear();
    item.end(
        new Ending(
            Disposition.FAILED, Kind.MESSAGE, "bug", Optional.of(firstOf(stack.toString()))));
  }

  /** A stack has its say in the first lines; a batch of them must fit into one statement. */
  private static String firstOf(String stack) {
    return stack.substring(0, Math.min(stack.length(), MOST_STACK));
  }
}
