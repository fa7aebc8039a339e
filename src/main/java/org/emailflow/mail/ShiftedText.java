package org.emailflow.mail;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;

/**
 * Text of a charset with states (the ISO-2022 family): escape sequences or shifts between the
 * characters say how bytes are read. They belong to no character. A replacement goes back to ASCII
 * before it and, after it, to the state in which the text goes on.
 */
final class ShiftedText implements DecodedText {
  private static final int ESCAPE = 0x1b;
  private static final int SHIFT_OUT = 0x0e;
  private static final int SHIFT_IN = 0x0f;
  private static final String ASCII_ESCAPE = "\u001b(B";
  private static final String ASCII_SHIFT = "\u000f";

  private final MappedText mapped;
  private final byte[] bytes;

  /** Whether escapes switch (ISO-2022-JP); if not, they only announce what SO switches to. */
  private final boolean byEscape;

  /** The end of each escape or shift by its start. */
  private final NavigableMap<Integer, Integer> shifts = new TreeMap<>();

  private final NavigableMap<Integer, Integer> shiftsByEnd = new TreeMap<>();

  ShiftedText(byte[] bytes, MappedText mapped, String name) {
    this.bytes = bytes;
    this.mapped = mapped;
    this.byEscape = !name.contains("KR") && !name.contains("CN");
    for (int i = 0; i < bytes.length; i++) {
      int end = shiftEnd(i);
      if (end > i) {
        shifts.put(i, end);
        shiftsByEnd.put(end, i);
        i = end - 1;
      }
    }
  }

  @Override
  public String text() {
    return mapped.text();
  }

  @Override
  public Signs signs() {
    return mapped.signs();
  }

  @Override
  public boolean malformed() {
    return mapped.malformed();
  }

  @Override
  public List<ByteEdit> edits(List<TextEdit> edits) {
    return edits.stream().map(this::edit).toList();
  }

  private ByteEdit edit(TextEdit edit) {
    int start = mapped.starts()[edit.start()];
    while (shifts.containsKey(start)) {
      start = shifts.get(start);
    }
    int end = mapped.starts()[edit.end()];
    while (shiftsByEnd.containsKey(end) && shiftsByEnd.get(end) >= start) {
      end = shiftsByEnd.get(end);
    }
    end = Math.max(start, end);
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    out.writeBytes(ascii(state(start).isEmpty() ? "" : byEscape ? ASCII_ESCAPE : ASCII_SHIFT));
    out.writeBytes(encoded(edit.replacement()));
    out.writeBytes(ascii(state(end)));
    return new ByteEdit(start, end, out.toByteArray());
  }

  /** What switched to the state at an offset; empty for ASCII. */
  private String state(int at) {
    Map.Entry<Integer, Integer> entry = shiftsByEnd.floorEntry(at);
    while (entry != null && !byEscape && bytes[entry.getValue()] == ESCAPE) {
      entry = shiftsByEnd.lowerEntry(entry.getKey());
    }
    if (entry == null) {
      return "";
    }
    String shift =
        new String(
            bytes, entry.getValue(), entry.getKey() - entry.getValue(), StandardCharsets.US_ASCII);
    return shift.equals(ASCII_ESCAPE) || shift.equals(ASCII_SHIFT) ? "" : shift;
  }

  private byte[] encoded(String replacement) {
    boolean plain = Addresses.isAscii(replacement);
    return replacement.getBytes(plain ? StandardCharsets.US_ASCII : mapped.charset());
  }

  private static byte[] ascii(String s) {
    return s.getBytes(StandardCharsets.US_ASCII);
  }

  /** The end of the escape or shift that begins at an index; the index itself if none does. */
  private int shiftEnd(int at) {
    int b = bytes[at];
    if (!byEscape && (b == SHIFT_OUT || b == SHIFT_IN)) {
      return at + 1;
    }
    if (b != ESCAPE) {
      return at;
    }
    int i = at + 1;
    while (i < bytes.length && bytes[i] >= 0x20 && bytes[i] < 0x30) {
      i++;
    }
    boolean whole = i > at + 1 && i < bytes.length && bytes[i] >= 0x30 && bytes[i] < 0x7f;
    return whole ? i + 1 : at;
  }
}
