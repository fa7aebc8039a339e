package org.emailflow.config;

import java.util.List;
import java.util.Locale;

/** Values that mail gives a meaning to. */
final class MailTypes {

  private MailTypes() {}

  /** A domain or host name; see {@link HostName}. */
  static final class Host extends ValueType<String> {
    Host() {
      super("host names such as \"relay.example\"");
    }

    @Override
    String fromText(String text) throws BadValueException {
      return HostName.normalise(text).orElseThrow(() -> BadValueException.of(text));
    }
  }

  /** The {@code authserv-id} of RFC 8601 section 2.5: a token, compared without case. */
  static final class AuthservId extends ValueType<String> {
    AuthservId() {
      super("the name that your MTA writes first in Authentication-Results");
    }

    @Override
    String fromText(String text) throws BadValueException {
      if (text.isEmpty() || text.chars().anyMatch(AuthservId::isNoToken)) {
        throw BadValueException.of(text);
      }
      return text.toLowerCase(Locale.ROOT);
    }

    private static boolean isNoToken(int c) {
      return c <= ' ' || c >= 0x7f || "()<>@,;:\\\"/[]?=".indexOf(c) >= 0;
    }
  }

  /** A field name of RFC 5322 section 3.6.8, and not one that a writer fills in. */
  static final class RecipientHeader extends ValueType<String> {
    // A recipient taken from To or Cc would answer every mailing list and miss every BCC.
    private static final List<String> WRITERS_OWN =
        List.of("to", "cc", "bcc", "from", "sender", "reply-to", "subject");

    RecipientHeader() {
      super(
          "the field that your MTA itself writes: \"Delivered-To\", \"X-Original-To\" or"
              + " \"Envelope-To\"");
    }

    @Override
    String fromText(String text) throws BadValueException {
      boolean fieldName = text.chars().allMatch(c -> c > ' ' && c < 0x7f && c != ':');
      if (text.isEmpty() || !fieldName || WRITERS_OWN.contains(text.toLowerCase(Locale.ROOT))) {
        throw BadValueException.of(text);
      }
      return text;
    }
  }

  /** The start of a local part: a dot-atom of RFC 5322 section 3.2.3 once a code follows. */
  static final class Prefix extends ValueType<String> {
    private static final String ATEXT_SIGNS = "!#$%&'*+-/=?^_`{|}~.";
    // RFC 5321 section 4.5.3.1.1 allows 64 in all; a bounce token takes more than a code.
    private static final int LONGEST = 16;

    Prefix() {
      super("1 to " + LONGEST + " characters of a local part, such as \"service-\"");
    }

    @Override
    String fromText(String text) throws BadValueException {
      boolean shaped = !text.isEmpty() && !text.startsWith(".") && !text.contains("..");
      if (!shaped || text.length() > LONGEST || !text.chars().allMatch(Prefix::isAllowed)) {
        throw BadValueException.of(text);
      }
      return text.toLowerCase(Locale.ROOT);
    }

    private static boolean isAllowed(int c) {
      return (c >= 'a' && c <= 'z')
          || (c >= 'A' && c <= 'Z')
          || (c >= '0' && c <= '9')
          || ATEXT_SIGNS.indexOf(c) >= 0;
    }
  }

  /** A client as a {@code Received} line names it: host, address or network. */
  static final class Client extends ValueType<String> {
    Client() {
      super("host names, addresses or networks such as \"192.0.2.0/24\"");
    }

    @Override
    String fromText(String text) throws BadValueException {
      return Network.normalise(text)
          .or(() -> HostName.normalise(text))
          .orElseThrow(() -> BadValueException.of(text));
    }
  }
}
