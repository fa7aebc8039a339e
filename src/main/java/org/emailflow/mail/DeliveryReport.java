package org.emailflow.mail;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What a mail system reports of a delivery, read from the structured part of its report (RFC 3464,
 * RFC 6533).
 *
 * <p>Read by the same parser as everything else, and not by Angus' {@code dsn}: that takes the
 * whole message into memory, finds no report where the type of the message says something else or
 * the part is encoded, and gives up where a line is no field. Real bounces are like that. Where it
 * finds one, the two agree, which a test shows.
 */
public final class DeliveryReport {
  private static final Set<String> TYPES =
      Set.of("message/delivery-status", "message/global-delivery-status");
  private static final List<String> NAMES = List.of("Action", "Status", "Final-Recipient");
  private static final Pattern STATUS =
      Pattern.compile("(?<![0-9.])([245]\\.\\d{1,3}\\.\\d{1,3})(?![0-9.])");
  private static final Pattern REPLY_STATUS =
      Pattern.compile("\\b[245]\\d\\d[- ]\\W{0,2}([245]\\.\\d{1,3}\\.\\d{1,3})(?![0-9.])");
  private static final Pattern REPLY = Pattern.compile("(?<![0-9.])([245][0-5]\\d)(?![0-9.])");

  /** Longer ones are cut: no mail system says more in one reply. */
  private static final int LONGEST_DIAGNOSTIC = 4000;

  private DeliveryReport() {}

  /**
   * What became of one recipient.
   *
   * @param action {@code failed}, {@code delayed}, {@code delivered}, {@code relayed} or {@code
   *     expanded}; empty where the report does not say
   * @param status the enhanced status code, such as {@code 5.1.1} (RFC 3463)
   * @param replyCode the SMTP reply, such as {@code 550}
   * @param diagnostic what the other system said, without its type; may be empty
   * @param remark what stands beside the status; may be empty
   * @param finalRecipient the address at which it ended
   */
  public record Outcome(
      String action,
      Optional<String> status,
      Optional<String> replyCode,
      String diagnostic,
      String remark,
      Optional<String> finalRecipient) {}

  /**
   * One outcome a recipient, in the order of the report; none where a message has no such part.
   *
   * @throws MailException where the report itself exceeds the limits of a header
   */
  public static List<Outcome> read(Message message) throws MailException, IOException {
    List<Header> blocks = new ArrayList<>();
    collect(message.octets(), message.root(), blocks);
    return blocks.stream()
        .filter(b -> NAMES.stream().anyMatch(n -> b.count(n) > 0))
        .map(DeliveryReport::outcome)
        .toList();
  }

  /** Not within an embedded message: that would be what bounced. */
  private static void collect(Octets octets, Entity entity, List<Header> blocks)
      throws MailException, IOException {
    if (TYPES.contains(entity.mediaType())) {
      DecodedBody body =
          TransferEncoding.decode(
              octets, entity.bodyStart(), entity.bodyEnd(), entity.transferEncoding());
      readBlocks(Octets.of(body.bytes()), blocks);
    }
    if (entity.isMultipart()) {
      for (Entity child : entity.children()) {
        collect(octets, child, blocks);
      }
    }
  }

  private static void readBlocks(Octets source, List<Header> blocks)
      throws MailException, IOException {
    long at = 0;
    while (at < source.length()) {
      Header block = Header.read(source, at, source.length(), Limits.DEFAULT);
      if (!block.fields().isEmpty()) {
        blocks.add(block);
      }
      if (blocks.size() > Limits.DEFAULT.parts()) {
        throw new MailException("too-many-parts", "the report names too many recipients");
      }
      at = next(source, block);
    }
  }

  /** A line that is no field stands in the way of the rest: it is passed over. */
  private static long next(Octets source, Header block) throws IOException {
    if (block.bodyStart() > block.end()) {
      return block.bodyStart();
    }
    LineScanner line = new LineScanner(source, block.end(), source.length());
    line.next();
    return line.end();
  }

  private static Outcome outcome(Header block) {
    String full = untyped(value(block, "Diagnostic-Code"));
    String diagnostic = full.substring(0, Math.min(LONGEST_DIAGNOSTIC, full.length()));
    String action = value(block, "Action").toLowerCase(Locale.ROOT);
    return new Outcome(
        action.replaceFirst("(?s)[^a-z].*", ""),
        status(value(block, "Status"), diagnostic),
        find(REPLY, diagnostic),
        diagnostic,
        STATUS.matcher(value(block, "Status")).replaceFirst("").strip(),
        address(value(block, "Final-Recipient")));
  }

  /** A status that says nothing (x.0.0) gives way to what the other system said. */
  private static Optional<String> status(String field, String diagnostic) {
    Optional<String> told = find(STATUS, field);
    Optional<String> said = find(REPLY_STATUS, diagnostic).or(() -> find(STATUS, diagnostic));
    boolean vague = told.filter(status -> !status.endsWith(".0.0")).isEmpty();
    return vague ? said.or(() -> told) : told;
  }

  private static String value(Header block, String name) {
    return block.first(name).map(Field::text).orElse("");
  }

  /** "rfc822;ann@real.example", "smtp; 550 no" without the type. */
  private static String untyped(String value) {
    int semicolon = value.indexOf(';');
    boolean typed = semicolon > 0 && value.substring(0, semicolon).matches("[\\w. -]{1,30}");
    return typed ? value.substring(semicolon + 1).strip() : value;
  }

  private static Optional<String> address(String value) {
    return AddressList.parse(untyped(value)).stream().findFirst().map(Mailbox::address);
  }

  private static Optional<String> find(Pattern pattern, String text) {
    Matcher matcher = pattern.matcher(text);
    return matcher.find() ? Optional.of(matcher.group(1)) : Optional.empty();
  }
}
