package org.emailflow.courier;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** A ledger in memory that writes down what it was told. */
final class MapLedger implements CourierLedger {

  static final Instant PUBLISHED = Instant.parse("2026-01-02T00:00:00Z");

  final Map<String, Standing> standings = new TreeMap<>();
  final Map<String, Instant> nextTries = new HashMap<>();
  final Map<String, Refusal> refusals = new HashMap<>();
  final List<String> log = new ArrayList<>();

  /** Happens when an answer is to be recorded. */
  Runnable trouble = () -> {};

  private final Map<String, Integer> attempts = new HashMap<>();

  @Override
  public Map<String, Standing> standings(Collection<String> queueNames, Instant now) {
    Map<String, Standing> found = new HashMap<>();
    for (String name : queueNames) {
      Standing standing = standings.getOrDefault(name, Standing.UNKNOWN);
      boolean ripe = standing == Standing.LATER && !nextTries.get(name).isAfter(now);
      found.put(name, ripe ? Standing.DUE : standing);
    }
    return found;
  }

  @Override
  public Attempt attempt(String queueName, Instant now) {
    log.add("attempt " + queueName);
    return new Attempt(attempts.merge(queueName, 1, Integer::sum), PUBLISHED);
  }

  @Override
  public void sent(String queueName, Instant now, String reply) {
    trouble.run();
    log.add("sent " + queueName + ": " + reply);
    standings.put(queueName, Standing.SENT);
  }

  @Override
  public void deferred(String queueName, Instant now, Instant next, String reply) {
    log.add("deferred " + queueName + ": " + reply);
    standings.put(queueName, Standing.LATER);
    nextTries.put(queueName, next);
  }

  @Override
  public void refused(String queueName, Instant now, String status, String reply) {
    log.add("refused " + queueName + ": " + status + " " + reply);
    refusals.put(queueName, new Refusal(status, reply, now));
    standings.put(queueName, Standing.REFUSED);
  }

  @Override
  public Optional<Refusal> refusal(String queueName) {
    return Optional.ofNullable(refusals.get(queueName));
  }
}
