package org.emailflow.mail;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** What a delivery status notification says (RFC 3464). */
public final class DeliveryReport {
  private DeliveryReport() {}

  /**
   * The fate of one recipient.
   *
   * @param action failed, delayed, delivered, relayed or expanded, in lower case
   * @param status the enhanced status code
   */
  public record Outcome(String action, Optional<String> status) {}

  /**
   * One outcome a recipient group of {@code message/delivery-status}; none if there is no such
   * part.
   */
  public static List<Outcome> read(Message message) throws MailException, IOException {
    List<Outcome> outcomes = new ArrayList<>();
    collect(message, message.root(), outcomes);
    return outcomes;
  }

  private static void collect(Message message, Entity entity, List<Outcome> outcomes)
      throws MailException, IOException {
    if (entity.mediaType().equals("message/delivery-status")) {
      long at = entity.bodyStart();
      while (at < entity.bodyEnd()) {
        Header group = Header.read(message.octets(), at, entity.bodyEnd(), Limits.DEFAULT);
        group
            .first("Action")
            .ifPresent(
                action ->
                    outcomes.add(
                        new Outcome(
                            action.body().strip().toLowerCase(java.util.Locale.ROOT),
                            group.first("Status").map(status -> status.body().strip()))));
        if (group.bodyStart() <= at) {
          break;
        }
        at = group.bodyStart();
      }
    }
    for (Entity child : entity.children()) {
      collect(message, child, outcomes);
    }
  }
}
