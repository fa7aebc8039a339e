package org.emailflow.mail;

import static java.util.Map.entry;

import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Map;

/**
 * Reads bytes as characters by the charset that they are declared to be of, which is often missing,
 * unknown or wrong.
 *
 * <p>The declared charset holds where all bytes are good in it. Where they are not, the text is
 * UTF-8 if it is valid as that; or else it is of the declared charset with the bad bytes marked, if
 * ASCII means itself there; or else of Windows-1252, in which ASCII always can be seen. Never
 * fails.
 */
final class TextCodec {
  private static final Charset FALLBACK = Charset.forName("windows-1252");

  /** Names that mail uses and Java does not know, or knows as less than what is sent under them. */
  private static final Map<String, String> KNOWN_AS =
      Map.ofEntries(
          entry("gb2312", "GB18030"),
          entry("gbk", "GB18030"),
          entry("shift_jis", "windows-31j"),
          entry("ks_c_5601-1987", "x-windows-949"),
          entry("euc-kr", "x-windows-949"),
          entry("cp-850", "IBM850"),
          entry("iso-8859-8-i", "ISO-8859-8"),
          entry("utf8mb4", "UTF-8"),
          entry("utf-8-sig", "UTF-8"),
          entry("latin-1", "ISO-8859-1"),
          entry("utf-16-be", "UTF-16BE"),
          entry("utf-16-le", "UTF-16LE"),
          entry("utf-32-be", "UTF-32BE"),
          entry("utf-32-le", "UTF-32LE"));

  private TextCodec() {}

  /**
   * Reads bytes.
   *
   * @param declared the name of their charset; may be null, empty or nonsense
   */
  static DecodedText decode(byte[] bytes, String declared) {
    return decode(bytes, Signs.of(bytes), declared);
  }

  /** The same, where the signs in the bytes are known. */
  static DecodedText decode(byte[] bytes, Signs signs, String declared) {
    String name = clean(declared);
    if (name.equals("utf7") || name.endsWith("utf-7")) {
      return new Utf7Text(bytes);
    }
    Charset charset = find(name);
    if (charset == null
        || charset.equals(StandardCharsets.US_ASCII)
        || isWronglyWide(charset, bytes)) {
      return guess(bytes, signs);
    }
    return decode(bytes, signs, charset);
  }

  private static DecodedText decode(byte[] bytes, Signs signs, Charset charset) {
    boolean superset = isAsciiSuperset(charset);
    if (superset && signs.ascii()) {
      return latin1(bytes, signs, charset);
    }
    if (charset.equals(StandardCharsets.UTF_8)) {
      String text = utf8(bytes);
      return text == null ? CharsetWalk.decode(bytes, charset) : Utf8Map.of(text);
    }
    DecodedText decoded = decodeOther(bytes, charset);
    if (!decoded.malformed()) {
      return decoded;
    }
    return superset && utf8(bytes) == null ? decoded : guess(bytes, signs);
  }

  private static DecodedText decodeOther(byte[] bytes, Charset charset) {
    if (isSingleByte(charset)) {
      String text = new String(bytes, charset);
      return new MappedText(text, charset, null, text.indexOf('\ufffd') >= 0);
    }
    MappedText mapped = CharsetWalk.decode(bytes, charset);
    return hasStates(charset) ? new ShiftedText(bytes, mapped, charset.name()) : mapped;
  }

  private static DecodedText guess(byte[] bytes, Signs signs) {
    if (signs.ascii()) {
      return latin1(bytes, signs, StandardCharsets.UTF_8);
    }
    String text = utf8(bytes);
    return text == null ? decodeOther(bytes, FALLBACK) : Utf8Map.of(text);
  }

  /** Each byte is the character that it is in ASCII, so the signs are the same. */
  private static MappedText latin1(byte[] bytes, Signs signs, Charset charset) {
    String text = new String(bytes, StandardCharsets.ISO_8859_1);
    return new MappedText(text, charset, null, false, signs);
  }

  private static String utf8(byte[] bytes) {
    try {
      return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
    } catch (CharacterCodingException notUtf8) {
      return null;
    }
  }

  private static String clean(String declared) {
    String name = declared == null ? "" : declared.strip().toLowerCase(Locale.ROOT);
    int from = 0;
    while (from < name.length() && "\"'<".indexOf(name.charAt(from)) >= 0) {
      from++;
    }
    int to = from;
    while (to < name.length() && "\"'<>;, \t".indexOf(name.charAt(to)) < 0) {
      to++;
    }
    return name.substring(from, to);
  }

  private static Charset find(String name) {
    if (name.isEmpty()) {
      return null; // asking the JDK for it loads every provider there is, each time
    }
    try {
      return Charset.forName(KNOWN_AS.getOrDefault(name, name));
    } catch (IllegalArgumentException unknownOrNoName) {
      return null;
    }
  }

  /** Text said to be of 16 or 32 bits that is all ASCII and has no zero byte is neither. */
  private static boolean isWronglyWide(Charset charset, byte[] bytes) {
    if (!charset.name().contains("UTF-16") && !charset.name().contains("UTF-32")) {
      return false;
    }
    for (byte b : bytes) {
      if (b <= 0) {
        return false;
      }
    }
    return true;
  }

  private static boolean isAsciiSuperset(Charset charset) {
    if (charset.equals(StandardCharsets.UTF_8) || charset.equals(StandardCharsets.ISO_8859_1)) {
      return true;
    }
    byte[] ascii = "Aa0 @.-_+=<>\"&%;:/?".getBytes(StandardCharsets.US_ASCII);
    return !hasStates(charset)
        && CharBuffer.wrap(new String(ascii, StandardCharsets.US_ASCII))
            .equals(CharBuffer.wrap(new String(ascii, charset)));
  }

  private static boolean isSingleByte(Charset charset) {
    return charset.canEncode() && charset.newEncoder().maxBytesPerChar() <= 1;
  }

  private static boolean hasStates(Charset charset) {
    String name = charset.name().toUpperCase(Locale.ROOT);
    return name.contains("2022") || name.startsWith("X-WINDOWS-5022");
  }
}
