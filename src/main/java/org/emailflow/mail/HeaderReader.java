package org.emailflow.mail;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * Finds the header section that stands next in some lines; see {@link Header} for what it takes for
 * one. One reader serves all sections of a message, so that it can bound their sum.
 */
final class HeaderReader {
  private static final byte[] FROM = "From ".getBytes(StandardCharsets.US_ASCII);

  private final Octets source;
  private final PartLines lines;
  private final Limits limits;
  private long allBytes;
  private long allFields;

  private List<Field.Shape> shapes = List.of();
  private List<Range> strays = List.of();
  private Field.Shape current;
  private Range pendingFrom;
  private long start;

  HeaderReader(Octets source, PartLines lines, Limits limits) {
    this.source = source;
    this.lines = lines;
    this.limits = limits;
  }

  /** Reads it and leaves the lines at the first one of the body. */
  Header read() throws MailException, IOException {
    begin();
    LineScanner line = lines.line();
    boolean emptyLine = false;
    while (lines.next()) {
      emptyLine = line.contentEnd() == line.start();
      if (emptyLine) {
        break;
      }
      if (!takeLine(line)) {
        lines.unread();
        break;
      }
      checkSize(line.end() - start);
    }
    return finish(emptyLine ? line.start() : lines.position(), lines.position());
  }

  private void begin() {
    shapes = new ArrayList<>();
    strays = new ArrayList<>();
    current = null;
    pendingFrom = null;
    start = lines.position();
  }

  /** Whether the line belongs to the section. */
  private boolean takeLine(LineScanner line) throws MailException {
    byte first = line.at(0);
    if (first == ' ' || first == '\t') {
      takeContinuation(line);
      return true;
    }
    if (line.has(FROM, 0)) {
      endField();
      settleFrom();
      pendingFrom = new Range(line.start(), line.end());
      return true;
    }
    int colon = findColon(line);
    if (colon < 0) {
      return false;
    }
    endField();
    settleFrom();
    current = new Field.Shape(line.start(), line.end(), nameLength(line, colon), colon);
    return true;
  }

  private void takeContinuation(LineScanner line) {
    settleFrom();
    if (current == null) {
      strays.add(new Range(line.start(), line.end()));
    } else {
      current = current.until(line.end());
    }
  }

  private void settleFrom() {
    if (pendingFrom != null) {
      strays.add(pendingFrom);
      pendingFrom = null;
    }
  }

  private void endField() throws MailException {
    if (current == null) {
      return;
    }
    if (current.end() - current.start() > limits.fieldBytes()) {
      throw new MailException(
          "field-too-large", "a header field is larger than " + limits.fieldBytes() + " bytes");
    }
    if (current.nameLength() == 0) {
      strays.add(new Range(current.start(), current.end()));
    } else {
      shapes.add(current);
      if (shapes.size() > limits.fields() || ++allFields > limits.allFields()) {
        throw new MailException("too-many-fields", "the message has too many header fields");
      }
    }
    current = null;
  }

  /** RFC 5322 names are printable ASCII; white space may stand before the colon (obs-optional). */
  private static int findColon(LineScanner line) {
    int i = 0;
    while (i < line.view() && line.at(i) > ' ' && line.at(i) < 0x7f && line.at(i) != ':') {
      i++;
    }
    while (i < line.view() && (line.at(i) == ' ' || line.at(i) == '\t')) {
      i++;
    }
    return i < line.view() && line.at(i) == ':' ? i : -1;
  }

  private static int nameLength(LineScanner line, int colon) {
    int length = colon;
    while (length > 0 && line.at(length - 1) <= ' ') {
      length--;
    }
    return length;
  }

  private void checkSize(long bytes) throws MailException {
    if (bytes > limits.headerBytes()) {
      throw new MailException(
          "header-too-large", "the header is larger than " + limits.headerBytes() + " bytes");
    }
    if (allBytes + bytes > limits.allHeaderBytes()) {
      throw new MailException(
          "headers-too-large",
          "the headers of all parts are larger than " + limits.allHeaderBytes() + " bytes");
    }
  }

  private Header finish(long linesEnd, long position) throws MailException, IOException {
    endField();
    long end = linesEnd;
    long bodyStart = position;
    if (pendingFrom != null && pendingFrom.start() == start) {
      settleFrom();
    } else if (pendingFrom != null) {
      // "From " after the last field is rather the body's first words than a mailbox line.
      end = pendingFrom.start();
      bodyStart = end;
    }
    allBytes += end - start;
    byte[] section = source.slice(start, end);
    List<Field> fields = shapes.stream().map(s -> new Field(section, start, s)).toList();
    return new Header(fields, strays, start, end, bodyStart);
  }
}
