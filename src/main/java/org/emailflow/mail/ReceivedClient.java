package org.emailflow.mail;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * The client that a {@code Received} line names (RFC 5321 section 4.4), by what the MTA saw and
 * never by what the client called itself.
 *
 * <p>MTAs write it in different places: Postfix, Sendmail and OpenSMTPD {@code from HELO (name
 * [address])}; Exim {@code from name ([address] helo=HELO)} or {@code from [address] (helo=HELO)};
 * qmail {@code from name (HELO HELO) (address)}. The word after {@code from} is the client's own in
 * most of them, so it counts only where Exim's {@code helo=} shows that it is not.
 *
 * @param address of the TCP connection
 * @param name that the MTA found for it, in lower case; empty where it found none, where it doubts
 *     it, or where the client's own word stands in its place
 */
public record ReceivedClient(InetAddress address, Optional<String> name) {
  private static final String OCTET = "(?:25[0-5]|2[0-4]\\d|1?\\d?\\d)";
  private static final Pattern QUAD = Pattern.compile(OCTET + "(?:\\." + OCTET + "){3}");
  private static final Pattern LITERAL =
      Pattern.compile("\\[([^\\[\\]\\s]{2,60})\\](?::\\d{1,5})?");
  private static final Pattern NAME = Pattern.compile("[a-z0-9_][a-z0-9._-]*");

  /**
   * Reads one field; empty where it names no address.
   *
   * @param body as of {@link Field#body()}
   */
  public static Optional<ReceivedClient> of(String body) {
    String line = body.replace('\t', ' ');
    if (!line.regionMatches(true, 0, "from ", 0, 5)) {
      return Optional.empty();
    }
    List<String> comments = new ArrayList<>();
    String from = clause(line.substring(5), comments);
    for (String comment : comments) {
      Optional<ReceivedClient> seen = seen(comment);
      if (seen.isPresent()) {
        return seen;
      }
    }
    boolean exim = comments.stream().anyMatch(c -> c.toLowerCase(Locale.ROOT).startsWith("helo="));
    return exim ? literal(from).map(a -> new ReceivedClient(a, Optional.empty())) : bare(comments);
  }

  /** The word after {@code from}, and the comments between it and {@code by}. */
  private static String clause(String rest, List<String> comments) {
    int at = 0;
    StringBuilder word = new StringBuilder();
    while (at < rest.length()) {
      char c = rest.charAt(at);
      if (c == '(') {
        int end = Comments.end(rest, at);
        String comment = rest.substring(at + 1, end);
        comments.add(
            comment.endsWith(")") ? comment.substring(0, comment.length() - 1).strip() : "");
        at = end;
      } else if (rest.regionMatches(true, at, " by ", 0, 4)) {
        break;
      } else {
        word.append(c);
        at++;
      }
    }
    return word.toString().strip();
  }

  /**
   * {@code [address] …} or {@code name [address] …}; not qmail's {@code HELO [address]}, which is
   * the client's own word.
   */
  private static Optional<ReceivedClient> seen(String comment) {
    String[] words = comment.split("\\s+", 3);
    Optional<InetAddress> first = literal(words[0]);
    String name = Addresses.domainKey(words[0]);
    boolean hello = name.equals("helo") || name.equals("ehlo");
    if (first.isPresent() || words.length == 1 || hello || !NAME.matcher(name).matches()) {
      return first.map(address -> new ReceivedClient(address, Optional.empty()));
    }
    boolean sure = !name.equals("unknown") && (words.length == 2 || !words[2].contains("forged"));
    return literal(words[1])
        .map(address -> new ReceivedClient(address, Optional.of(name).filter(n -> sure)));
  }

  /** qmail's: the last comment is the address alone, or {@code ident@address}. */
  private static Optional<ReceivedClient> bare(List<String> comments) {
    if (comments.isEmpty()) {
      return Optional.empty();
    }
    String last = comments.get(comments.size() - 1);
    return address(last.substring(last.lastIndexOf('@') + 1))
        .map(address -> new ReceivedClient(address, Optional.empty()));
  }

  private static Optional<InetAddress> literal(String word) {
    var matcher = LITERAL.matcher(word);
    return matcher.matches() ? address(matcher.group(1)) : Optional.empty();
  }

  /** Never looks a name up: what is no address in digits is none. */
  static Optional<InetAddress> address(String text) {
    String plain = text.regionMatches(true, 0, "IPv6:", 0, 5) ? text.substring(5) : text;
    boolean digits = QUAD.matcher(plain).matches() || plain.indexOf(':') >= 0;
    if (!digits || plain.indexOf('%') >= 0) {
      return Optional.empty();
    }
    try {
      return Optional.of(InetAddress.getByName(plain.indexOf(':') < 0 ? plain : "[" + plain + "]"));
    } catch (UnknownHostException notAnAddress) {
      return Optional.empty();
    }
  }
}
