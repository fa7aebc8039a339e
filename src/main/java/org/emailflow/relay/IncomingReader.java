package org.emailflow.relay;

import java.io.IOException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.emailflow.chain.Alias;
import org.emailflow.chain.Envelope;
import org.emailflow.config.Config;
import org.emailflow.mail.AddressList;
import org.emailflow.mail.AutomaticMail;
import org.emailflow.mail.Field;
import org.emailflow.mail.Header;
import org.emailflow.mail.Limits;
import org.emailflow.mail.MailException;
import org.emailflow.mail.Mailbox;
import org.emailflow.mail.Message;
import org.emailflow.mail.Octets;
import org.emailflow.store.Role;
import org.emailflow.store.Sha256;

/** Reads a claimed file: its message, its envelope, its writer. */
public final class IncomingReader {
  private final EnvelopeReader envelopes;
  private final AliasGrammar grammar;
  private final Tokens tokens;
  private final SenderAuthentication authentication;

  public IncomingReader(Config config, AliasGrammar grammar, Tokens tokens) {
    this.envelopes = new EnvelopeReader(config);
    this.grammar = grammar;
    this.tokens = tokens;
    this.authentication = new SenderAuthentication(config);
  }

  /**
   * Reads one message.
   *
   * @throws MailException when it cannot be read or is not for us; its reason is the outcome
   * @throws IOException when the file cannot be read; the message waits
   */
  public Incoming read(Octets octets, Instant received) throws MailException, IOException {
    Message message = Message.read(octets, Limits.DEFAULT);
    Envelope envelope = envelope(message.header());
    Optional<Mailbox> writer = writer(message.header(), envelope);
    return new Incoming(
        message,
        envelope,
        alias(envelope.recipient()),
        writer,
        AutomaticMail.classify(message, envelope.sender().orElse("")),
        authentication.of(message.header(), writer),
        Sha256.of(message.identity(envelope.recipient())),
        received);
  }

  private Envelope envelope(Header header) throws MailException {
    Optional<Envelope> envelope = envelopes.read(header);
    if (envelope.isEmpty()) {
      throw new MailException(
          "no-envelope-recipient",
          "the MTA wrote no recipient: check [envelope] recipient-header against its set-up");
    }
    return envelope.get();
  }

  private Alias alias(String recipient) throws MailException {
    Optional<Alias> alias = grammar.parse(recipient);
    if (alias.isEmpty()) {
      throw new MailException(
          "foreign-recipient",
          "the recipient is in none of our domains: check `domains` against the MTA's set-up");
    }
    Alias found = alias.get();
    return found.role() == Role.BOUNCE
        ? new Alias(Role.BOUNCE, tokens.verify(found.code()).orElse(""), found.domain())
        : found;
  }

  static Sha256 identityOfUnreadable(Octets octets) throws IOException {
    return Sha256.of(Message.identityOfUnreadable(octets));
  }

  /** The single From mailbox; with none or several, the envelope sender (design section 2). */
  static Optional<Mailbox> writer(Header header, Envelope envelope) {
    List<Mailbox> from =
        header.all("From").stream()
            .map(Field::body)
            .flatMap(body -> AddressList.parse(body).stream())
            .distinct()
            .toList();
    return from.size() == 1
        ? Optional.of(from.get(0))
        : envelope.origin().flatMap(sender -> AddressList.parse(sender).stream().findFirst());
  }
}
