package org.emailflow.relay;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.emailflow.chain.Envelope;
import org.emailflow.config.Config;
import org.emailflow.mail.Field;
import org.emailflow.mail.Header;
import org.emailflow.mail.RewrittenSender;

/**
 * Reads the envelope that the site's MTA wrote into the header.
 *
 * <p>The recipient stands in the configured field, at the configured end of the header: MTAs that
 * put it on top leave a forged one below, one that puts it last leaves it above. The sender is the
 * {@code Return-Path} above the first {@code Received}; one further down is the writer's own text,
 * and none there is the null sender (OpenSMTPD writes none for it). Never To or Cc: they name whom
 * the writer shows, not whom the MTA delivers for.
 */
final class EnvelopeReader {
  private final String recipientField;
  private final Config.RecipientPosition position;
  private final Set<String> forwarders;

  EnvelopeReader(Config config) {
    recipientField = config.envelope().recipientHeader();
    position = config.envelope().recipientPosition();
    forwarders = Set.copyOf(config.auth().forwarders());
  }

  /** The envelope; empty when the recipient's field is missing or empty. */
  Optional<Envelope> read(Header header) {
    Optional<Field> field =
        position == Config.RecipientPosition.TOP
            ? header.first(recipientField)
            : header.last(recipientField);
    return field
        .map(f -> unbracketed(f.body()))
        .filter(address -> !address.isEmpty())
        .map(recipient -> envelope(sender(header.fields()), recipient));
  }

  private Envelope envelope(Optional<String> sender, String recipient) {
    Optional<String> origin =
        sender.map(address -> RewrittenSender.undone(address, forwarders::contains));
    return new Envelope(sender, origin, recipient);
  }

  private static Optional<String> sender(List<Field> fields) {
    for (Field field : fields) {
      if (field.is("Received")) {
        break;
      }
      if (field.is("Return-Path")) {
        return Optional.of(unbracketed(field.body())).filter(address -> !address.isEmpty());
      }
    }
    return Optional.empty();
  }

  private static String unbracketed(String value) {
    String stripped = value.strip();
    boolean bracketed = stripped.startsWith("<") && stripped.endsWith(">");
    return bracketed ? stripped.substring(1, stripped.length() - 1).strip() : stripped;
  }
}
