package org.emailflow.mail;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;

/**
 * UTF-7 (RFC 2152), which Java does not know. What stands between a {@code +} and the end of its
 * base64 is one run: its characters share bytes, so an edit within it writes the whole run anew.
 */
final class Utf7Text implements DecodedText {
  private static final String DIRECT =
      "'(),-./:?!\"#$%&*;<=>@[]^_`{|} \t\r\n"
          + "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";

  private final byte[] bytes;
  private final StringBuilder text = new StringBuilder();
  private boolean malformed;

  /** For each character, the bytes of the run that it is in. */
  private int[] starts;

  private int[] ends;

  Utf7Text(byte[] bytes) {
    this.bytes = bytes;
    this.starts = new int[bytes.length];
    this.ends = new int[bytes.length];
    for (int i = 0; i < bytes.length; ) {
      i = bytes[i] == '+' ? takeRun(i) : takeDirect(i);
    }
    this.starts = Arrays.copyOf(starts, text.length());
    this.ends = Arrays.copyOf(ends, text.length());
  }

  private int takeDirect(int at) {
    malformed |= bytes[at] < 0;
    append((char) (bytes[at] & 0xff), at, at + 1);
    return at + 1;
  }

  private int takeRun(int from) {
    int to = from + 1;
    while (to < bytes.length && isBase64(bytes[to])) {
      to++;
    }
    boolean minus = to < bytes.length && bytes[to] == '-';
    int end = minus ? to + 1 : to;
    byte[] units = Base64Body.decode(Arrays.copyOfRange(bytes, from + 1, to));
    if (units.length < 2) {
      // "+-" is a plus; a plus before anything else is a mistake, and is kept as it is.
      malformed |= to > from + 1 || !minus;
      return takePlus(from, to > from + 1 ? to : end);
    }
    malformed |= units.length % 2 != 0;
    for (int i = 0; i + 1 < units.length; i += 2) {
      append((char) (((units[i] & 0xff) << 8) | (units[i + 1] & 0xff)), from, end);
    }
    return end;
  }

  private int takePlus(int from, int end) {
    boolean escaped = end == from + 2 && bytes[from + 1] == '-';
    append('+', from, escaped ? end : from + 1);
    return escaped ? end : from + 1;
  }

  private static boolean isBase64(byte b) {
    return b != '=' && Base64Input.isAlphabet(b);
  }

  private void append(char c, int start, int end) {
    starts[text.length()] = start;
    ends[text.length()] = end;
    text.append(c);
  }

  @Override
  public String text() {
    return text.toString();
  }

  @Override
  public Signs signs() {
    return Signs.of(text);
  }

  @Override
  public boolean malformed() {
    return malformed;
  }

  @Override
  public List<ByteEdit> edits(List<TextEdit> edits) {
    List<ByteEdit> out = new ArrayList<>();
    for (int i = 0; i < edits.size(); ) {
      Group group = new Group(edits.get(i++));
      while (i < edits.size() && edits.get(i).start() < group.to) {
        group.add(edits.get(i++));
      }
      out.add(group.edit());
    }
    return out;
  }

  /** Edits that share a run. */
  private final class Group {
    private final int from;
    private int to;
    private int done;
    private final StringBuilder with = new StringBuilder();

    Group(TextEdit first) {
      int start = first.start();
      while (start > 0 && start < starts.length && starts[start - 1] == starts[start]) {
        start--;
      }
      this.from = start;
      this.to = start;
      this.done = start;
      add(first);
    }

    void add(TextEdit edit) {
      with.append(text, done, edit.start()).append(edit.replacement());
      done = edit.end();
      to = Math.max(to, done);
      while (to > from && to < starts.length && starts[to] == starts[to - 1]) {
        to++;
      }
    }

    ByteEdit edit() {
      with.append(text, done, to);
      int start = from < starts.length ? starts[from] : bytes.length;
      int end = to > from ? ends[to - 1] : start;
      boolean open = start > 0 && isInRun(from - 1) && bytes[start - 1] != '-';
      // A run that ended because no base64 followed must end by itself now.
      return new ByteEdit(start, end, encode((open ? "-" : ""), with));
    }

    private boolean isInRun(int index) {
      return bytes[starts[index]] == '+' && ends[index] > starts[index] + 1;
    }
  }

  private static byte[] encode(String before, CharSequence text) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    out.writeBytes(before.getBytes(StandardCharsets.US_ASCII));
    for (int i = 0; i < text.length(); ) {
      int from = i;
      while (i < text.length() && !isDirect(text.charAt(i)) && text.charAt(i) != '+') {
        i++;
      }
      if (i > from) {
        String run = text.subSequence(from, i).toString();
        out.write('+');
        out.writeBytes(
            Base64.getEncoder().withoutPadding().encode(run.getBytes(StandardCharsets.UTF_16BE)));
        out.write('-');
      } else {
        out.writeBytes(
            (text.charAt(i) == '+' ? "+-" : String.valueOf(text.charAt(i)))
                .getBytes(StandardCharsets.US_ASCII));
        i++;
      }
    }
    return out.toByteArray();
  }

  private static boolean isDirect(char c) {
    return DIRECT.indexOf(c) >= 0;
  }
}
