package org.emailflow.mail;

import java.net.IDN;
import java.text.Normalizer;
import java.text.Normalizer.Form;
import java.util.Arrays;
import java.util.Locale;
import java.util.function.UnaryOperator;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * Domains in other scripts, in their two forms.
 *
 * <p>The JDK knows the first edition of IDNA (RFC 3490), for which {@code straße} is {@code
 * strasse}. Today both can be registered (RFC 5891), by two owners: who has the one must not pass
 * for the other. So labels with one of the two letters that changed their meaning are encoded here.
 * The joiners changed theirs, too (U+200C and U+200D, in Indic and Arabic names); they are left out
 * still, since otherwise they hide an address.
 */
final class DomainNames {
  private static final String PREFIX = "xn--";
  private static final int LONGEST_LABEL = 63;
  private static final String DOTS = "[.\u3002\uff0e\uff61]";
  private static final Pattern UNSEEN = Pattern.compile("[\u00ad\u200b-\u200d\u2060\ufeff]");

  private DomainNames() {}

  /**
   * Each label in letters, digits and hyphens.
   *
   * @throws IllegalArgumentException where one cannot be, or would be too long
   */
  static String toAscii(String domain) {
    return has(lower(domain))
        ? each(domain, DomainNames::ascii)
        : IDN.toASCII(domain, IDN.ALLOW_UNASSIGNED);
  }

  /** Each label in its own script; as it is where it stands for none. */
  static String toUnicode(String domain) {
    return each(domain, DomainNames::unicode);
  }

  /** A capital sigma is no final one, wherever it stands. */
  static String lower(String domain) {
    return domain.replace('\u03a3', '\u03c3').toLowerCase(Locale.ROOT);
  }

  private static boolean has(String lower) {
    return lower.indexOf('\u00df') >= 0 || lower.indexOf('\u03c2') >= 0;
  }

  private static String each(String domain, UnaryOperator<String> form) {
    return Arrays.stream(domain.split(DOTS, -1)).map(form).collect(Collectors.joining("."));
  }

  private static String ascii(String label) {
    String lower = lower(label);
    if (!has(lower)) {
      return label.isEmpty() ? label : IDN.toASCII(label, IDN.ALLOW_UNASSIGNED);
    }
    String seen = UNSEEN.matcher(lower).replaceAll("");
    String encoded = PREFIX + Punycode.encode(lower(Normalizer.normalize(seen, Form.NFKC)));
    if (encoded.length() > LONGEST_LABEL) {
      throw new IllegalArgumentException("the label is too long");
    }
    return encoded;
  }

  private static String unicode(String label) {
    return label.regionMatches(true, 0, PREFIX, 0, PREFIX.length())
        ? Punycode.decode(lower(label.substring(PREFIX.length())))
            .filter(decoded -> has(decoded) && ascii(decoded).equalsIgnoreCase(label))
            .orElseGet(() -> IDN.toUnicode(label, IDN.ALLOW_UNASSIGNED))
        : IDN.toUnicode(label, IDN.ALLOW_UNASSIGNED);
  }
}
