package org.emailflow.store;

import static java.util.Objects.requireNonNull;

import java.time.Instant;
import java.util.Optional;

/**
 * A row of the ledger: one message, one generation.
 *
 * @param serviceId 0 if none is known; likewise {@code correspondentId}
 * @param attempts 1 at first; one more each time a deferred message is tried again, which changes
 *     its row in place
 */
public record LedgerEntry(
    Arrival arrival,
    Outcome outcome,
    Instant sweptAt,
    long serviceId,
    long correspondentId,
    int attempts) {

  public LedgerEntry {
    requireNonNull(arrival);
    requireNonNull(outcome);
    requireNonNull(sweptAt);
  }

  /**
   * What came in.
   *
   * @param name of the Maildir file
   * @param owner the worker that claimed it
   * @param sender envelope sender, empty for the null sender
   */
  public record Arrival(
      Sha256 identity,
      int generation,
      String name,
      String owner,
      Instant receivedAt,
      long size,
      String sender,
      String recipient) {

    public Arrival {
      requireNonNull(identity);
      requireNonNull(receivedAt);
      name = Limits.clip(name, Limits.NAME);
      sender = Limits.clip(sender, Limits.ENVELOPE);
      recipient = Limits.clip(recipient, Limits.ENVELOPE);
    }
  }

  /**
   * What was decided.
   *
   * @param reason a rule and fixed words, never an address: reporters read it
   * @param proof of a relayed one: why it is believed to be its writer's
   * @param detail for the operator only; cut at 16,000 characters
   * @param nextTry when a deferred message is due
   */
  public record Outcome(
      Optional<Direction> direction,
      Kind kind,
      Disposition disposition,
      String reason,
      Optional<Proof> proof,
      Optional<String> detail,
      Optional<Instant> nextTry) {

    public Outcome {
      requireNonNull(direction);
      requireNonNull(kind);
      requireNonNull(disposition);
      requireNonNull(proof);
      reason = Limits.clip(reason, Limits.REASON);
      detail = detail.map(text -> Limits.clip(text, Limits.DETAIL));
    }
  }
}
