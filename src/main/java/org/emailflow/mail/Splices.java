package org.emailflow.mail;

import java.io.IOException;
import java.io.OutputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Objects;
import java.util.TreeMap;

/**
 * Edits over a source: ranges dropped or replaced, bytes inserted. What no edit names is copied
 * byte for byte, and memory grows with the edits, not with the source.
 *
 * <p>Edits may come in any order. Two that overlap, or an insertion inside a replaced range, are an
 * {@link IllegalArgumentException}: which one should win is the caller's decision, never ours.
 * Insertions at one offset keep the order in which they were made and stand before a range that
 * begins there and after one that ends there.
 *
 * <p>It is itself {@link Content}, so that the edited form of one source can fill a splice of
 * another. Not safe for several threads while edits are made.
 */
public final class Splices implements Content {
  private static final Content NOTHING = out -> {};

  private final Octets source;
  private final NavigableMap<Long, Edit> edits = new TreeMap<>();

  /** No edits yet. */
  public Splices(Octets source) {
    this.source = source;
  }

  /** What is edited. */
  public Octets source() {
    return source;
  }

  /** Replaces a range; an empty range is an insertion. */
  public void replace(long from, long to, byte[] with) {
    replace(from, to, Content.of(with));
  }

  /** Replaces a range by what writes itself when the output is written. */
  public void replace(long from, long to, Content with) {
    checkRange(from, to);
    if (from == to) {
      insert(from, with);
      return;
    }
    Map.Entry<Long, Edit> before = edits.lowerEntry(to);
    if (before != null && (before.getKey() > from || before.getValue().end > from)) {
      throw new IllegalArgumentException("bytes " + from + " to " + to + " are edited already");
    }
    Edit edit = edits.computeIfAbsent(from, Edit::new);
    edit.end = to;
    edit.with = with;
  }

  /** Leaves a range out. */
  public void drop(long from, long to) {
    checkRange(from, to);
    if (from < to) {
      replace(from, to, NOTHING);
    }
  }

  /** Inserts bytes before the byte at an offset; at the length, they come last. */
  public void insert(long at, byte[] bytes) {
    insert(at, Content.of(bytes));
  }

  /** As {@link #insert(long, byte[])}, of what writes itself. */
  public void insert(long at, Content content) {
    checkRange(at, at);
    Map.Entry<Long, Edit> before = edits.lowerEntry(at);
    if (before != null && before.getValue().end > at) {
      throw new IllegalArgumentException("byte " + at + " is edited already");
    }
    edits.computeIfAbsent(at, Edit::new).inserted.add(content);
  }

  /** Hands all edits over to other splices of the same source; these have none then. */
  void moveTo(Splices other) {
    edits.forEach(
        (at, edit) -> {
          edit.inserted.forEach(content -> other.insert(at, content));
          if (edit.cuts(at)) {
            other.replace(at, edit.end, edit.with);
          }
        });
    edits.clear();
  }

  /** Whether the output equals the source. */
  public boolean isEmpty() {
    return edits.isEmpty();
  }

  /** Whether one replaced or dropped range spans all of this one. */
  public boolean covers(long from, long to) {
    checkRange(from, to);
    Map.Entry<Long, Edit> edit = edits.floorEntry(from);
    if (edit != null && edit.getKey() == from && !edit.getValue().cuts(from)) {
      edit = edits.lowerEntry(from);
    }
    return edit != null && edit.getValue().cuts(edit.getKey()) && edit.getValue().end >= to;
  }

  /** Whether any edit lies in this range, an insertion at one of its ends included. */
  public boolean touches(long from, long to) {
    checkRange(from, to);
    Map.Entry<Long, Edit> last = edits.floorEntry(to);
    if (last != null && last.getKey() == to && last.getValue().inserted.isEmpty()) {
      last = edits.lowerEntry(to);
    }
    return last != null && (last.getKey() >= from || last.getValue().end > from);
  }

  @Override
  public void writeTo(OutputStream out) throws IOException {
    writeTo(out, 0, source.length());
  }

  /**
   * Writes a range with its edits; insertions at either end belong to it. A replaced range that
   * lies across one of its ends is an {@link IllegalArgumentException}.
   */
  public void writeTo(OutputStream out, long from, long to) throws IOException {
    checkRange(from, to);
    checkEnd(from);
    checkEnd(to);
    long at = from;
    for (Map.Entry<Long, Edit> entry : edits.subMap(from, true, to, true).entrySet()) {
      Edit edit = entry.getValue();
      source.copyTo(at, entry.getKey(), out);
      at = entry.getKey();
      for (Content content : edit.inserted) {
        content.writeTo(out);
      }
      if (edit.cuts(at) && at < to) {
        edit.with.writeTo(out);
        at = edit.end;
      }
    }
    source.copyTo(at, to, out);
  }

  private void checkRange(long from, long to) {
    Objects.checkFromToIndex(from, to, source.length());
  }

  private void checkEnd(long at) {
    Map.Entry<Long, Edit> before = edits.lowerEntry(at);
    if (before != null && before.getValue().end > at) {
      throw new IllegalArgumentException("an edit lies across byte " + at);
    }
  }

  /** What happens at one offset: insertions before it, and a range cut out that begins there. */
  private static final class Edit {
    private final List<Content> inserted = new ArrayList<>(1);
    private long end;
    private Content with = NOTHING;

    Edit(long at) {
      this.end = at;
    }

    boolean cuts(long at) {
      return end > at;
    }
  }
}
