package org.emailflow.mail;

import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * A message or a part of one (RFC 2045): its header, and where in the source its body stands. An
 * entity is an index, not a copy. Immutable.
 *
 * <p>Types and parameters are read as mail programs read them, not as the grammar has it: where
 * fields repeat the first counts, and what is broken has the default.
 */
public final class Entity {
  private final Header header;
  private final long bodyEnd;
  private final MimeField contentType;
  private final MimeField disposition;
  private final String mediaType;
  private final Multipart multipart;
  private final List<Entity> children;

  Entity(Header header, Start start, long bodyEnd, Multipart multipart, List<Entity> children) {
    this.header = header;
    this.contentType = start.contentType();
    this.mediaType = start.mediaType();
    this.disposition = MimeField.of(header, "Content-Disposition");
    this.bodyEnd = bodyEnd;
    this.multipart = multipart;
    this.children = List.copyOf(children);
  }

  /** What is known of an entity before its body is read. */
  record Start(MimeField contentType, String mediaType) {
    static Start of(Header header, String defaultType) {
      MimeField field = MimeField.of(header, "Content-Type");
      return new Start(field, mediaType(header, field, defaultType));
    }

    private static String mediaType(Header header, MimeField field, String defaultType) {
      if (header.first("Content-Type").isEmpty()) {
        return defaultType;
      }
      String type = field.value();
      int slash = type.indexOf('/');
      boolean valid = slash > 0 && slash == type.lastIndexOf('/') && slash < type.length() - 1;
      // RFC 2045 section 5.2: what cannot be read is plain text, in a digest too.
      return valid ? type : "text/plain";
    }
  }

  /** What a multipart has besides its parts. */
  record Multipart(String boundary, List<Delimiter> delimiters, Range preamble, Range epilogue) {}

  /** Its header section. */
  public Header header() {
    return header;
  }

  /**
   * "type/subtype" in lower case: {@code text/plain} where none is given or it is broken, {@code
   * message/rfc822} where none is given in a digest.
   */
  public String mediaType() {
    return mediaType;
  }

  /** The part of {@link #mediaType()} before the slash. */
  public String mainType() {
    return mediaType.substring(0, mediaType.indexOf('/'));
  }

  /** A parameter of Content-Type, decoded (RFC 2231 and, where it is misused, RFC 2047). */
  public Optional<String> parameter(String name) {
    return contentType.parameter(name);
  }

  /** The value of Content-Disposition in lower case; empty if there is none. */
  public String disposition() {
    return disposition.value();
  }

  /** The file name that a reader would see: of the disposition, else of the type. */
  public Optional<String> fileName() {
    return disposition.parameter("filename").or(() -> contentType.parameter("name"));
  }

  /** The value of Content-Transfer-Encoding in lower case, {@code 7bit} where none is given. */
  public String transferEncoding() {
    return transferEncoding(header);
  }

  static String transferEncoding(Header header) {
    String body = header.first("Content-Transfer-Encoding").map(Field::body).orElse("");
    int end = 0;
    while (end < body.length() && " \t;(,".indexOf(body.charAt(end)) < 0) {
      end++;
    }
    return end == 0 ? "7bit" : body.substring(0, end).toLowerCase(Locale.ROOT);
  }

  /** The offset of its first byte, which is its header's. */
  public long start() {
    return header.start();
  }

  /** The offset of its body. */
  public long bodyStart() {
    return header.bodyStart();
  }

  /** The offset after its body; the line end before a delimiter is not part of it. */
  public long bodyEnd() {
    return bodyEnd;
  }

  /** Whether its children are the parts of a multipart. */
  public boolean isMultipart() {
    return multipart != null;
  }

  /** Whether its one child is an embedded message. */
  public boolean isMessage() {
    return multipart == null && !children.isEmpty();
  }

  /**
   * The parts of a multipart, the message in a {@code message/rfc822} or {@code message/global}, or
   * none. A multipart that has no boundary, or whose boundary never occurs, has none: its body is
   * text to any reader. An embedded message that is transfer-encoded (against RFC 2046) is not
   * looked into here: its offsets would be none of the source's.
   */
  public List<Entity> children() {
    return children;
  }

  /** The boundary, a character for a byte; empty if this is no multipart. */
  public String boundary() {
    return multipart == null ? "" : multipart.boundary();
  }

  /** The delimiter lines in order; none if this is no multipart. */
  public List<Delimiter> delimiters() {
    return multipart == null ? List.of() : multipart.delimiters();
  }

  /** What stands before the first delimiter; empty if this is no multipart. */
  public Range preamble() {
    return multipart == null ? new Range(bodyStart(), bodyStart()) : multipart.preamble();
  }

  /** What stands after the closing delimiter; empty if this is no multipart or it is not closed. */
  public Range epilogue() {
    return multipart == null ? new Range(bodyEnd, bodyEnd) : multipart.epilogue();
  }

  @Override
  public String toString() {
    return mediaType + " [" + start() + "," + bodyStart() + "," + bodyEnd + ")" + children;
  }
}
