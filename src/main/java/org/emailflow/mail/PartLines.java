package org.emailflow.mail;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/**
 * Lines that end where a part ends: a line that is a delimiter of any multipart that is open counts
 * as the end until it is {@linkplain #take taken}.
 *
 * <p>The outermost multipart is asked first, as Python's parser does: a nested one with the same
 * boundary never sees a delimiter and is text. A delimiter is the boundary, an optional {@code --}
 * and white space, and nothing more, so that a boundary which begins with another is no match.
 */
final class PartLines {
  private static final byte[] DASHES = {'-', '-'};

  private final LineScanner scanner;
  private final List<byte[]> open = new ArrayList<>();
  private boolean repeat;
  private boolean atDelimiter;
  private int level;
  private boolean closing;
  private long contentEndBefore;

  PartLines(LineScanner scanner) {
    this.scanner = scanner;
    this.contentEndBefore = scanner.end();
  }

  /** Goes on to the next line; false at a delimiter and at the end of the source. */
  boolean next() throws IOException {
    if (atDelimiter) {
      return false;
    }
    if (repeat) {
      repeat = false;
    } else {
      contentEndBefore = scanner.contentEnd();
      if (!scanner.next()) {
        return false;
      }
    }
    // A line that is read again may be a delimiter of what was opened since.
    atDelimiter = findDelimiter();
    return !atDelimiter;
  }

  /** Goes on to the next delimiter, or to the end of the source. */
  void skip() throws IOException {
    boolean more;
    do {
      more = next();
    } while (more);
  }

  /** The line just read, to look at. */
  LineScanner line() {
    return scanner;
  }

  /** Makes {@link #next()} give the line just read once more. */
  void unread() {
    repeat = true;
  }

  /** Opens a multipart; its level is the number of those that were open. */
  int open(byte[] delimiter) {
    open.add(delimiter);
    return open.size() - 1;
  }

  /** Closes the multipart of a level and all within it. */
  void close(int ofLevel) {
    open.subList(ofLevel, open.size()).clear();
  }

  /** Whether a delimiter, of whichever multipart, stopped {@link #next()}. */
  boolean isAtDelimiter() {
    return atDelimiter;
  }

  /** Whether the line that stopped {@link #next()} is a delimiter of the multipart of a level. */
  boolean isAtDelimiterOf(int ofLevel) {
    return atDelimiter && level == ofLevel;
  }

  /** The delimiter of the multipart of a level at which the lines stopped; goes on after it. */
  Delimiter take() {
    atDelimiter = false;
    return new Delimiter(scanner.start(), scanner.end(), closing);
  }

  /** Where the line that is to be read next begins. */
  long position() {
    return atDelimiter || repeat ? scanner.start() : scanner.end();
  }

  /**
   * Where the content of the part ends that was just read to its end: before the line end that
   * belongs to the delimiter, or at the end of the source.
   */
  long contentEnd() {
    return atDelimiter ? contentEndBefore : scanner.end();
  }

  private boolean findDelimiter() {
    if (open.isEmpty() || !scanner.isWhole() || !scanner.has(DASHES, 0)) {
      return false;
    }
    for (level = 0; level < open.size(); level++) {
      byte[] delimiter = open.get(level);
      if (scanner.has(delimiter, 0)) {
        closing = scanner.has(DASHES, delimiter.length);
        if (isBlank(delimiter.length + (closing ? 2 : 0))) {
          return true;
        }
      }
    }
    return false;
  }

  private boolean isBlank(int from) {
    for (int i = from; i < scanner.view(); i++) {
      if (scanner.at(i) != ' ' && scanner.at(i) != '\t') {
        return false;
      }
    }
    return true;
  }
}
