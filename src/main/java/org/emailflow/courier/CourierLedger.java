package org.emailflow.courier;

import java.time.Instant;
import java.util.Collection;
import java.util.Map;
import java.util.Optional;

/**
 * What a courier must know and have recorded; {@link StoredLedger} is the real one. A file is named
 * as in the queue, {@code <ledger id>.<n>.eml}. Each recording is durable when the method returns.
 *
 * <p>If a method throws, the pass ends; the message at hand stays claimed until recovery asks
 * again.
 */
public interface CourierLedger {

  /** Where each of these files stands, one question for all; what is not in it is UNKNOWN. */
  Map<String, Standing> standings(Collection<String> queueNames, Instant now);

  /** Q2: records that an attempt begins, before DATA. */
  Attempt attempt(String queueName, Instant now);

  /** Q3: the MTA has it. */
  void sent(String queueName, Instant now, String reply);

  /** Q3: to be tried again at {@code next}. */
  void deferred(String queueName, Instant now, Instant next, String reply);

  /** Q3: never; {@code status} as RFC 3463 writes it. */
  void refused(String queueName, Instant now, String status, String reply);

  /** What was recorded of a file that is refused; empty where it is not. */
  Optional<Refusal> refusal(String queueName);

  /**
   * A refusal.
   *
   * @param reply the MTA's words; one line
   * @param at when it was given
   */
  record Refusal(String status, String reply, Instant at) {}

  /**
   * One attempt.
   *
   * @param number counts from 1
   * @param published when the file was marked published: five days after, it is given up
   */
  record Attempt(int number, Instant published) {}
}
