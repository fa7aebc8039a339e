package org.emailflow.courier;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.time.DateTimeException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.emailflow.spool.QueueOwner.Fate;

/**
 * What the MTA's answer to one message means, as it is kept on disk until the ledger was told: six
 * lines, of which the last says that all are there.
 *
 * @param at when it was given
 * @param next of a deferred one: when it is tried again
 * @param status of a refusal, as RFC 3463 writes it
 * @param reply the MTA's words in one line
 */
record Answered(
    Fate fate, Instant at, Optional<Instant> next, Optional<String> status, String reply) {

  private static final String NONE = "-";
  private static final String END = "end";

  static Answered sent(Instant at, String reply) {
    return new Answered(Fate.SENT, at, Optional.empty(), Optional.empty(), reply);
  }

  static Answered deferred(Instant at, Instant next, String reply) {
    return new Answered(Fate.AGAIN, at, Optional.of(next), Optional.empty(), reply);
  }

  static Answered refused(Instant at, Answer.Refused refused) {
    return new Answered(
        Fate.REFUSED, at, Optional.empty(), Optional.of(refused.status()), refused.reply());
  }

  /** Q3. */
  void tell(CourierLedger ledger, String queueName) {
    switch (fate) {
      case SENT -> ledger.sent(queueName, at, reply);
      case AGAIN -> ledger.deferred(queueName, at, next.orElse(at), reply);
      case REFUSED -> ledger.refused(queueName, at, status.orElse(""), reply);
    }
  }

  byte[] bytes() {
    return String.join(
            "\n",
            fate.name(),
            at.toString(),
            next.map(Instant::toString).orElse(NONE),
            status.orElse(NONE),
            Replies.line(reply),
            END)
        .getBytes(UTF_8);
  }

  /** Empty where it is not whole: the process, or the power, was cut before it was written. */
  static Optional<Answered> parse(byte[] bytes) {
    List<String> lines = List.of(new String(bytes, UTF_8).split("\n", -1));
    if (lines.size() != 6 || !lines.get(5).equals(END)) {
      return Optional.empty();
    }
    try {
      return Optional.of(
          new Answered(
              Fate.valueOf(lines.get(0)),
              Instant.parse(lines.get(1)),
              some(lines.get(2)).map(Instant::parse),
              some(lines.get(3)),
              lines.get(4)));
    } catch (DateTimeException | IllegalArgumentException e) {
      return Optional.empty();
    }
  }

  private static Optional<String> some(String text) {
    return Optional.of(text).filter(known -> !known.equals(NONE));
  }
}
