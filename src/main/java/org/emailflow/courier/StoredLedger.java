package org.emailflow.courier;

import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.emailflow.store.Deliveries;
import org.emailflow.store.Deliveries.Delivery;
import org.emailflow.store.OutboundKey;

/**
 * The ledger in the database. A file that has no row, or whose name no message of ours ever has, is
 * {@link Standing#UNKNOWN}.
 *
 * <p>Fails with {@link org.emailflow.store.StoreException}. As its database is, it is for one
 * thread at a time.
 */
public final class StoredLedger implements CourierLedger {

  private final Deliveries deliveries;

  public StoredLedger(Deliveries deliveries) {
    this.deliveries = deliveries;
  }

  @Override
  public Map<String, Standing> standings(Collection<String> queueNames, Instant now) {
    List<OutboundKey> ours =
        queueNames.stream().map(OutboundKey::ofFileName).flatMap(Optional::stream).toList();
    Map<String, Standing> standings = new HashMap<>();
    deliveries
        .find(ours)
        .forEach((message, delivery) -> standings.put(message.fileName(), of(delivery, now)));
    return standings;
  }

  private static Standing of(Delivery delivery, Instant now) {
    return switch (delivery.state()) {
      case COMMITTED -> Standing.UNPUBLISHED;
      case PUBLISHED -> Standing.DUE;
      case DEFERRED ->
          delivery.nextTry().filter(now::isBefore).isPresent() ? Standing.LATER : Standing.DUE;
      case SENT, BOUNCED -> Standing.SENT;
      case REFUSED -> Standing.REFUSED;
    };
  }

  @Override
  public Attempt attempt(String queueName, Instant now) {
    Deliveries.Attempt attempt = deliveries.attempt(key(queueName), now);
    return new Attempt(attempt.number(), attempt.published());
  }

  @Override
  public void sent(String queueName, Instant now, String reply) {
    deliveries.sent(key(queueName), now, reply);
  }

  @Override
  public void deferred(String queueName, Instant now, Instant next, String reply) {
    deliveries.deferred(key(queueName), now, next, reply);
  }

  @Override
  public void refused(String queueName, Instant now, String status, String reply) {
    deliveries.refused(key(queueName), now, status, reply);
  }

  @Override
  public Optional<Refusal> refusal(String queueName) {
    return deliveries
        .refusal(key(queueName))
        .map(refusal -> new Refusal(refusal.status(), refusal.reply(), refusal.at()));
  }

  /** Of a file that has a standing, so it has a key. */
  private static OutboundKey key(String queueName) {
    return OutboundKey.ofFileName(queueName)
        .orElseThrow(() -> new IllegalArgumentException("no outbound file: " + queueName));
  }
}
