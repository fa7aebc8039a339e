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

  /** An address to write, and the sign of the old one as it is read and as it is written. */
  private record Place(String address, char sign, String written) {}

  private final TextStyle style;
  private final Map<Place, String> made = new HashMap<>();

  Spellings(TextStyle style) {
    this.style = style;
  }

  /**
   * The address in the writing of its place.
   *
   * @param sign what the old one has between its parts: {@code @}, or {@code =} within an address
   *     of a mailing list
   * @param written the same as it stands in the text
   */
  String of(String address, char sign, String written) {
    return made.computeIfAbsent(new Place(address, sign, written), this::spelt);
  }

  private String spelt(Place place) {
    String address = place.sign() == '=' ? listed(place.address()) : place.address();
    String sign = place.written();
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

  /** An address as it stands within one of a mailing list. */
  private static String listed(String address) {
    int at = address.lastIndexOf('@');
    return address.substring(0, at) + "=" + address.substring(at + 1);
  }
}
