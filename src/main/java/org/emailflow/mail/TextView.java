package org.emailflow.mail;

/**
 * A text as a reader or a program sees it, with the way back to the text as it is written: each
 * character of a view knows which characters of the source it came from.
 *
 * <p>A view only ever leaves out or joins characters, and views chain. One that changes nothing is
 * the view it was made from, so that the same text is not looked through twice.
 */
final class TextView implements CharSequence {

  private final char[] chars;
  private final int length;
  private final int[] from;
  private final int[] to;

  private TextView(char[] chars, int length, int[] from, int[] to) {
    this.chars = chars;
    this.length = length;
    this.from = from;
    this.to = to;
  }

  /** The text as it is written. */
  static TextView of(CharSequence source) {
    char[] chars = source.toString().toCharArray();
    return new TextView(chars, chars.length, null, null);
  }

  /** Where the character at {@code index} begins in the source. */
  int sourceStart(int index) {
    return from == null ? index : from[index];
  }

  /** Where the character at {@code index} ends in the source. */
  int sourceEnd(int index) {
    return to == null ? index + 1 : to[index];
  }

  @Override
  public int length() {
    return length;
  }

  @Override
  public char charAt(int index) {
    return chars[index];
  }

  @Override
  public String subSequence(int start, int end) {
    return new String(chars, start, end - start);
  }

  @Override
  public String toString() {
    return subSequence(0, length);
  }

  /** Makes a view from another; costs nothing until the first change. */
  static final class Editor {

    private final TextView base;
    private char[] out;
    private int length;
    private int[] starts;
    private int[] ends;
    private int copied;

    Editor(TextView base) {
      this.base = base;
    }

    /** Writes {@code value} in place of the characters {@code [start, end)} of the base. */
    void replace(int start, int end, String value) {
      if (out == null) {
        out = new char[base.length()];
        starts = new int[base.length()];
        ends = new int[base.length()];
      }
      copyUpTo(start);
      for (int i = 0; i < value.length(); i++) {
        put(value.charAt(i), base.sourceStart(start), base.sourceEnd(end - 1));
      }
      copied = end;
    }

    private void copyUpTo(int end) {
      for (int i = copied; i < end; i++) {
        put(base.charAt(i), base.sourceStart(i), base.sourceEnd(i));
      }
      copied = end;
    }

    private void put(char c, int start, int end) {
      starts[length] = start;
      ends[length] = end;
      out[length++] = c;
    }

    TextView view() {
      if (out == null) {
        return base;
      }
      copyUpTo(base.length());
      return new TextView(out, length, starts, ends);
    }
  }
}
