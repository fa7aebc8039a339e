package org.emailflow.mail;

import java.io.IOException;
import java.util.Optional;

/** The words that a person sees first in a message, for those who only look and change nothing. */
final class PartText {
  /** Base64 takes four characters for three bytes, and line ends. */
  private static final int ENCODED = 2;

  private PartText() {}

  /**
   * The beginning of the first text part, decoded, HTML without its tags; empty where there is no
   * text. What is attached or embedded is not looked into.
   *
   * @param most characters, roughly
   */
  static String first(Octets octets, Entity root, int most) throws IOException {
    Optional<Entity> part = find(root, "text/plain").or(() -> find(root, "text/html"));
    return part.isEmpty() ? "" : text(octets, part.get(), most);
  }

  private static Optional<Entity> find(Entity entity, String type) {
    if (entity.isMultipart() && !entity.children().isEmpty()) {
      return entity.children().stream().flatMap(c -> find(c, type).stream()).findFirst();
    }
    boolean text = entity.isMultipart() || entity.mainType().equals("multipart");
    boolean wanted = entity.mediaType().equals(type) || (text && type.equals("text/plain"));
    return wanted ? Optional.of(entity) : Optional.empty();
  }

  private static String text(Octets octets, Entity part, int most) throws IOException {
    long end = Math.min(part.bodyEnd(), part.bodyStart() + (long) most * ENCODED);
    byte[] bytes =
        TransferEncoding.decode(octets, part.bodyStart(), end, part.transferEncoding()).bytes();
    String text = TextCodec.decode(bytes, part.parameter("charset").orElse("")).text();
    String plain = part.mediaType().equals("text/html") ? withoutTags(text) : text;
    return plain.substring(0, Math.min(most, plain.length()));
  }

  private static String withoutTags(String html) {
    return html.replaceAll("(?is)<(style|script|head)\\b.{0,20000}?</\\1>", " ")
        .replaceAll("(?i)<(?:br|/p|/div|/tr|/h[1-6]|/li)\\b[^>]{0,500}>", "\n")
        .replaceAll("<[^>]{0,2000}>", "")
        .replace("&nbsp;", " ")
        .replace("&lt;", "<")
        .replace("&gt;", ">")
        .replace("&#39;", "'")
        .replace("&quot;", "\"")
        .replace("&amp;", "&");
  }
}
