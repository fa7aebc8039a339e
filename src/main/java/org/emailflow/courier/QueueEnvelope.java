package org.emailflow.courier;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * The X-Efm lines of a queue file. Read strictly: they are our own writing or a script's, they
 * become SMTP commands, and an instruction that the courier does not know must not be passed over.
 *
 * @param sender without angle brackets; empty is the null sender
 * @param recipients at least one
 * @param envid the ENVID of RFC 3461, in xtext as it stands
 * @param ret {@code FULL} or {@code HDRS}
 * @param smtputf8 whether RFC 6531 is needed
 */
record QueueEnvelope(
    String sender,
    List<Recipient> recipients,
    Optional<String> envid,
    Optional<String> ret,
    boolean smtputf8) {

  private static final Pattern NOTIFY = Pattern.compile("NEVER|[A-Z]+(,[A-Z]+)*");
  private static final Pattern CONDITIONS = Pattern.compile("(NEVER|(SUCCESS|FAILURE|DELAY|,)+)");
  private static final Pattern XTEXT = Pattern.compile("[!-~]{1,500}");
  private static final Pattern ORCPT = Pattern.compile("[A-Za-z0-9-]+;[!-~]{1,500}");
  private static final String NOTIFY_KEY = ";notify=";
  private static final String ORCPT_KEY = ";orcpt=";

  static QueueEnvelope parse(List<String> lines) throws QueueFileException {
    Reading reading = new Reading();
    for (String line : lines) {
      reading.take(line);
    }
    return reading.envelope();
  }

  private static final class Reading {
    private Optional<String> sender = Optional.empty();
    private final List<Recipient> recipients = new ArrayList<>();
    private Optional<String> envid = Optional.empty();
    private Optional<String> ret = Optional.empty();
    private boolean smtputf8;

    void take(String line) throws QueueFileException {
      if (line.chars().anyMatch(c -> c < ' ' || c == 127)) {
        throw new QueueFileException("control characters before the message");
      }
      int colon = line.indexOf(':');
      String name = colon < 0 ? "" : line.substring(0, colon).toLowerCase(Locale.ROOT);
      String value = line.substring(colon + 1).strip();
      switch (name) {
        case "x-efm-sender" -> sender = once(sender, sender(value), line);
        case "x-efm-recipient" -> recipients.add(recipient(value));
        case "x-efm-envid" -> envid = once(envid, matched(XTEXT, value, line), line);
        case "x-efm-ret" -> ret = once(ret, ret(value, line), line);
        case "x-efm-smtputf8" -> smtputf8 = isYes(value, line);
        default -> throw new QueueFileException("unknown line: " + line);
      }
    }

    QueueEnvelope envelope() throws QueueFileException {
      if (sender.isEmpty() || recipients.isEmpty()) {
        throw new QueueFileException("no X-Efm-Sender or no X-Efm-Recipient");
      }
      return new QueueEnvelope(sender.get(), List.copyOf(recipients), envid, ret, smtputf8);
    }
  }

  private static Optional<String> once(Optional<String> before, String value, String line)
      throws QueueFileException {
    if (before.isPresent()) {
      throw new QueueFileException("said twice: " + line);
    }
    return Optional.of(value);
  }

  private static String sender(String value) throws QueueFileException {
    int end = end(value);
    if (end != value.length() - 1) {
      throw new QueueFileException("no address in angle brackets: " + value);
    }
    return value.substring(1, end);
  }

  private static Recipient recipient(String value) throws QueueFileException {
    int end = end(value);
    String address = value.substring(1, end);
    if (address.isEmpty()) {
      throw new QueueFileException("the null address is no recipient");
    }
    String rest = value.substring(end + 1);
    Optional<String> notify = Optional.empty();
    Optional<String> orcpt = Optional.empty();
    int at = rest.indexOf(ORCPT_KEY);
    if (at >= 0) {
      orcpt = Optional.of(matched(ORCPT, rest.substring(at + ORCPT_KEY.length()), value));
      rest = rest.substring(0, at);
    }
    if (rest.startsWith(NOTIFY_KEY)) {
      notify = Optional.of(notify(rest.substring(NOTIFY_KEY.length()), value));
    } else if (!rest.isEmpty()) {
      throw new QueueFileException("unknown parameter: " + value);
    }
    return new Recipient(address, notify, orcpt);
  }

  private static String notify(String value, String line) throws QueueFileException {
    String upper = value.toUpperCase(Locale.ROOT);
    matched(CONDITIONS, upper, line);
    return matched(NOTIFY, upper, line);
  }

  private static String ret(String value, String line) throws QueueFileException {
    return matched(Pattern.compile("FULL|HDRS"), value.toUpperCase(Locale.ROOT), line);
  }

  private static boolean isYes(String value, String line) throws QueueFileException {
    return !matched(Pattern.compile("yes"), value, line).isEmpty();
  }

  private static String matched(Pattern pattern, String value, String line)
      throws QueueFileException {
    if (!pattern.matcher(value).matches()) {
      throw new QueueFileException("bad value: " + line);
    }
    return value;
  }

  /** The index of the {@code >} that ends the address; a quoted local part may hold others. */
  private static int end(String value) throws QueueFileException {
    boolean quoted = false;
    for (int i = value.startsWith("<") ? 1 : value.length(); i < value.length(); i++) {
      char c = value.charAt(i);
      if (!quoted && (c == ' ' || c == '<')) {
        break;
      } else if (quoted && c == '\\') {
        i++;
      } else if (c == '"') {
        quoted = !quoted;
      } else if (c == '>' && !quoted) {
        return i;
      }
    }
    throw new QueueFileException("no address in angle brackets: " + value);
  }
}
