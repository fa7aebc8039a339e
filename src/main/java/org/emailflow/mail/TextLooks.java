package org.emailflow.mail;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/**
 * The ways in which bytes may be read as text. Their declared charset comes first; but it may be
 * wrong, and a program that does not know it, or finds a byte that is not of it, falls back to
 * another. An address that shows in any of these readings shows.
 */
final class TextLooks {

  private static final String BYTES = "iso-8859-1";

  private TextLooks() {}

  /** Every reading of the bytes in which an address could stand. */
  static List<DecodedText> of(byte[] bytes, Signs signs, String declared) {
    List<DecodedText> looks = new ArrayList<>();
    DecodedText first = TextCodec.decode(bytes, signs, declared);
    looks.add(first);
    String name = declared.toLowerCase(Locale.ROOT);
    if (first.malformed() || !isPlain(name)) {
      looks.add(TextCodec.decode(bytes, signs, BYTES));
    }
    if (name.contains("utf-32")) {
      addWide(looks, bytes, "utf-32", 4);
    } else if (name.contains("utf-16") || (signs.zero() && hasWideSign(bytes))) {
      addWide(looks, bytes, "utf-16", 2);
    }
    return looks;
  }

  /** Charsets that all programs know, and in which ASCII is always itself. */
  private static boolean isPlain(String name) {
    return name.isEmpty()
        || name.equals("utf-8")
        || name.equals("us-ascii")
        || name.startsWith("iso-8859-")
        || name.startsWith("windows-125");
  }

  /** In both byte orders: without a mark at the beginning, programs differ in what they take. */
  private static void addWide(List<DecodedText> looks, byte[] bytes, String name, int width) {
    byte[] whole = Arrays.copyOf(bytes, bytes.length - bytes.length % width);
    looks.add(TextCodec.decode(whole, name + "le"));
    looks.add(TextCodec.decode(whole, name + "be"));
  }

  private static boolean hasWideSign(byte[] bytes) {
    for (int i = 0; i < bytes.length; i++) {
      if (bytes[i] == 0 && (isSign(bytes, i - 1) || isSign(bytes, i + 1))) {
        return true;
      }
    }
    return false;
  }

  private static boolean isSign(byte[] bytes, int i) {
    return i >= 0 && i < bytes.length && (bytes[i] == '@' || bytes[i] == '%' || bytes[i] == '&');
  }
}
