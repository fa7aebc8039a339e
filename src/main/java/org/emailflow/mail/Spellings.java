package org.emailflow.mail;

import java.util.HashMap;
import java.util.Map;
import java.util.regex.Pattern;

/**
 * How new addresses are written in one text: each in the writing of the old one, known by how its
 * {@code @} was written.
 *
 * <p>A text may hold one address many thousand times, so each spelling is made once.
 */
final class Spellings {

  private static final Pattern HTML_NUMBER = Pattern.compile("&#(?:\\d+|[xX]\\p{XDigit}+);?");

  /** An address to write, and the sign of the old one as it is written. */
  private record Place(String address, String sign) {}

  private final TextStyle style;
  private final Map<Place, String> made = new HashMap<>();

  Spellings(TextStyle style) {
    this.style = style;
  }

  /** Of the text. */
  TextStyle style() {
    return style;
  }

  /**
   * The address in the writing of its place.
   *
   * @param sign what the old one has between its parts, as it stands in the text
   */
  String of(String address, String sign) {
    return made.computeIfAbsent(new Place(address, sign), this::spelt);
  }

  private String spelt(Place place) {
    String address = place.address();
    String sign = place.sign();
    boolean escapedTwice =
        sign.startsWith("&") && sign.endsWith("40") && !HTML_NUMBER.matcher(sign).matches();
    if (sign.startsWith("%25")) {
      return Escapes.percentEncoded(Escapes.percentEncoded(address));
    }
    if (sign.startsWith("%") || escapedTwice) {
      return Escapes.percentEncoded(address);
    }
    return style.references()
        ? address.replace("&", "&amp;").replace("<", "&lt;").replace("\"", "&quot;")
        : address;
  }
}
