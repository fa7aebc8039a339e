package org.emailflow.mail;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * Reads a message into a tree of entities in one pass over its lines.
 *
 * <p>Where a message breaks the rules this does what Python's parser and the usual mail programs
 * do: a closing delimiter may be missing, an outer delimiter ends what is open within, two
 * delimiters in a row have no part between them.
 */
final class EntityReader {
  private static final String TEXT = "text/plain";
  private static final String MESSAGE = "message/rfc822";
  private static final Set<String> MESSAGES = Set.of(MESSAGE, "message/global");

  /** RFC 2046 allows 70; more must fit into what can be looked at of a line. */
  private static final int LONGEST_BOUNDARY = LineScanner.VIEW - 100;

  private final PartLines lines;
  private final HeaderReader headers;
  private final Limits limits;
  private int parts;

  EntityReader(Octets source, Limits limits) throws IOException {
    this.lines = new PartLines(new LineScanner(source, 0, source.length()));
    this.headers = new HeaderReader(source, lines, limits);
    this.limits = limits;
  }

  Entity read() throws MailException, IOException {
    return read(TEXT, 1);
  }

  private Entity read(String defaultType, int depth) throws MailException, IOException {
    if (++parts > limits.parts()) {
      throw new MailException(
          "too-many-parts", "the message has more than " + limits.parts() + " parts");
    }
    if (depth > limits.depth()) {
      throw new MailException(
          "nested-too-deep", "the message has parts nested more than " + limits.depth() + " deep");
    }
    Header header = headers.read();
    Entity.Start start = Entity.Start.of(header, defaultType);
    if (start.mediaType().startsWith("multipart/")) {
      String boundary = boundary(start.contentType());
      if (!boundary.isEmpty()) {
        return readMultipart(header, start, boundary, depth);
      }
    } else if (isOpenMessage(header, start)) {
      Entity child = read(TEXT, depth + 1);
      return new Entity(header, start, child.bodyEnd(), null, List.of(child));
    }
    lines.skip();
    return new Entity(header, start, bodyEnd(header), null, List.of());
  }

  private Entity readMultipart(Header header, Entity.Start start, String boundary, int depth)
      throws MailException, IOException {
    int level = lines.open(("--" + boundary).getBytes(StandardCharsets.ISO_8859_1));
    lines.skip();
    Range preamble = new Range(header.bodyStart(), Math.max(header.bodyStart(), lines.position()));
    List<Delimiter> delimiters = new ArrayList<>();
    List<Entity> children = new ArrayList<>();
    boolean closed = false;
    while (!closed && lines.isAtDelimiterOf(level)) {
      Delimiter delimiter = lines.take();
      delimiters.add(delimiter);
      closed = delimiter.close();
      if (!closed && !isDelimiterNext()) {
        children.add(read(childType(start), depth + 1));
      }
    }
    lines.close(level);
    lines.skip();
    long end = bodyEnd(header);
    if (children.isEmpty()) {
      return new Entity(header, start, end, null, List.of());
    }
    end = Math.max(end, children.get(children.size() - 1).bodyEnd());
    return new Entity(header, start, end, multipart(boundary, delimiters, preamble, end), children);
  }

  /** Looks whether the lines stand at a delimiter at once. */
  private boolean isDelimiterNext() throws IOException {
    if (!lines.next()) {
      return lines.isAtDelimiter();
    }
    lines.unread();
    return false;
  }

  private static Entity.Multipart multipart(
      String boundary, List<Delimiter> delimiters, Range preamble, long end) {
    List<Delimiter> clipped =
        delimiters.stream()
            .map(d -> new Delimiter(d.start(), Math.min(d.end(), end), d.close()))
            .toList();
    Delimiter last = clipped.get(clipped.size() - 1);
    Range epilogue = new Range(last.close() ? last.end() : end, end);
    return new Entity.Multipart(boundary, clipped, preamble, epilogue);
  }

  private static String childType(Entity.Start start) {
    return start.mediaType().equals("multipart/digest") ? MESSAGE : TEXT;
  }

  /** Whether a body of this type is a message with a header and parts. */
  static boolean isMessage(String mediaType) {
    return MESSAGES.contains(mediaType);
  }

  private static boolean isOpenMessage(Header header, Entity.Start start) {
    return isMessage(start.mediaType())
        && TransferEncoding.isIdentity(Entity.transferEncoding(header));
  }

  /** A boundary that no line could be compared with is none. */
  private static String boundary(MimeField contentType) {
    String boundary = contentType.latin1Parameter("boundary").orElse("").stripTrailing();
    return boundary.length() > LONGEST_BOUNDARY ? "" : boundary;
  }

  private long bodyEnd(Header header) {
    return Math.max(header.bodyStart(), lines.contentEnd());
  }
}
