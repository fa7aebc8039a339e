package org.emailflow.mail;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Optional;

/**
 * A header section: its fields in order, and the lines in it that are no fields.
 *
 * <p>Reading is tolerant, as the mail programs are that will show the message. A line ends in CRLF,
 * LF or bare CR; a line that begins with white space belongs to the field above it; white space
 * before the colon is allowed. The section ends at an empty line, or before the first line that
 * cannot be a field. A {@code From } line of a mailbox file, a continuation of nothing and a field
 * without a name are <em>strays</em>: in the section, but no fields, and not to be passed on.
 *
 * <p>Names are matched without case. Fields are asked for some fifty times a message, so that is
 * done without making anything. Immutable.
 */
public final class Header {
  private final List<Field> fields;

  /** The same: an array is walked over with nothing made. */
  private final Field[] array;

  private final List<Range> strays;
  private final long start;
  private final long end;
  private final long bodyStart;

  Header(List<Field> fields, List<Range> strays, long start, long end, long bodyStart) {
    this.array = fields.toArray(new Field[0]);
    this.fields = Collections.unmodifiableList(Arrays.asList(array));
    this.strays = List.copyOf(strays);
    this.start = start;
    this.end = end;
    this.bodyStart = bodyStart;
  }

  /**
   * Reads one header section that stands alone, such as a {@code text/rfc822-headers} part or a
   * block of a delivery report.
   *
   * @throws MailException {@code header-too-large}, {@code too-many-fields}
   */
  public static Header read(Octets source, long from, long to, Limits limits)
      throws MailException, IOException {
    PartLines lines = new PartLines(new LineScanner(source, from, to));
    return new HeaderReader(source, lines, limits).read();
  }

  /** The fields, in order. */
  public List<Field> fields() {
    return fields;
  }

  /** What in the section is no field, in order. */
  public List<Range> strays() {
    return strays;
  }

  /** The offset of the section's first byte. */
  public long start() {
    return start;
  }

  /** The offset after its last line; the empty line is not counted. */
  public long end() {
    return end;
  }

  /**
   * The offset after the empty line. Where it equals {@link #end()} there is no empty line: the
   * source ends here, or its body follows at once.
   */
  public long bodyStart() {
    return bodyStart;
  }

  /** The first field of a name. */
  public Optional<Field> first(String name) {
    for (Field field : array) {
      if (field.is(name)) {
        return Optional.of(field);
      }
    }
    return Optional.empty();
  }

  /** The last field of a name. */
  public Optional<Field> last(String name) {
    for (int i = array.length - 1; i >= 0; i--) {
      if (array[i].is(name)) {
        return Optional.of(array[i]);
      }
    }
    return Optional.empty();
  }

  /** All fields of a name, in order. */
  public List<Field> all(String name) {
    List<Field> all = null;
    for (Field field : array) {
      if (field.is(name)) {
        all = all == null ? new ArrayList<>(1) : all;
        all.add(field);
      }
    }
    return all == null ? List.of() : Collections.unmodifiableList(all);
  }

  /** How many fields of a name there are. */
  public int count(String name) {
    int count = 0;
    for (Field field : array) {
      count += field.is(name) ? 1 : 0;
    }
    return count;
  }
}
