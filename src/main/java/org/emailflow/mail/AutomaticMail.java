package org.emailflow.mail;

import java.io.IOException;
import java.util.Optional;
import java.util.Set;

/**
 * Whether a person wrote a message or a machine did, after RFC 3834, RFC 3464 and what real
 * programs send.
 *
 * <p>Asked in this order: is it a bounce, an answer made by a machine, mail of a list or in bulk?
 * Bounces come first because most of them are marked as automatic replies too. A doubt makes it
 * personal: mail of a person that is taken for a machine's is lost, the other way round costs a
 * message too many. Subjects count only where they begin with the words that programs write: a
 * person who answers an absence note writes "Re:" before them.
 *
 * @param kind what it is
 * @param reason what told so, a name in kebab-case
 */
public record AutomaticMail(Kind kind, String reason) {

  /** Who is behind a message. */
  public enum Kind {
    /** A person, as far as can be seen. */
    PERSONAL,
    /** A machine that answers for a person: an absence note, a receipt, a challenge. */
    AUTO_REPLY,
    /** A machine, or a person to many: a list, a newsletter, a notification. */
    LIST_OR_BULK,
    /** A mail system that tells of a delivery. */
    BOUNCE
  }

  /** The reason of what a recipient's provider reports of mail that its reader complained of. */
  public static final String FEEDBACK = "feedback-report";

  /** Reasons of automatic answers that are no absence notes, and that a report keeps apart. */
  public static final Set<String> NAMED = Set.of("read-receipt", "challenge-response");

  /** Whether it is anything but a person's. */
  public boolean isAutomatic() {
    return kind != Kind.PERSONAL;
  }

  /**
   * Classifies a message.
   *
   * @param envelopeSender the sender of the envelope; empty for the null sender
   * @throws IOException when its bytes cannot be read
   */
  public static AutomaticMail classify(Message message, String envelopeSender) throws IOException {
    Entity root = message.root();
    Optional<String> bounce = new BounceSigns(message.octets(), root, envelopeSender).find();
    if (bounce.isPresent()) {
      return new AutomaticMail(Kind.BOUNCE, bounce.get());
    }
    AnswerSigns signs = new AnswerSigns(message.octets(), root);
    Optional<String> answer = signs.answer(envelopeSender.isEmpty());
    if (answer.isPresent()) {
      return new AutomaticMail(Kind.AUTO_REPLY, answer.get());
    }
    return signs
        .bulk()
        .map(reason -> new AutomaticMail(Kind.LIST_OR_BULK, reason))
        .orElse(new AutomaticMail(Kind.PERSONAL, ""));
  }
}
