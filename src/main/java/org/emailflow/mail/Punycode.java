package org.emailflow.mail;

import java.util.Optional;

/**
 * Punycode (RFC 3492): the letters and digits that stand for a label in another script, without
 * their {@code xn--}.
 */
final class Punycode {
  // Section 5.
  private static final int BASE = 36;
  private static final int LEAST = 1;
  private static final int MOST = 26;
  private static final int SKEW = 38;
  private static final int DAMP = 700;
  private static final int FIRST_BIAS = 72;
  private static final int FIRST_CODE = 0x80;

  private Punycode() {}

  /** A label's code points; section 6.3. */
  static String encode(String label) {
    int[] points = label.codePoints().toArray();
    StringBuilder out = new StringBuilder();
    label.codePoints().filter(c -> c < FIRST_CODE).forEach(out::appendCodePoint);
    int basic = out.length();
    if (basic > 0) {
      out.append('-');
    }
    int code = FIRST_CODE;
    int delta = 0;
    int bias = FIRST_BIAS;
    for (int done = basic; done < points.length; code++, delta++) {
      int next = nextCode(points, code);
      delta += (next - code) * (done + 1);
      code = next;
      for (int point : points) {
        if (point < code) {
          delta++;
        } else if (point == code) {
          append(out, delta, bias);
          bias = adapt(delta, done + 1, done == basic);
          delta = 0;
          done++;
        }
      }
    }
    return out.toString();
  }

  private static int nextCode(int[] points, int from) {
    int next = Integer.MAX_VALUE;
    for (int point : points) {
      if (point >= from && point < next) {
        next = point;
      }
    }
    return next;
  }

  /** A number as digits of varying worth, the least first. */
  private static void append(StringBuilder out, int number, int bias) {
    int rest = number;
    int k = BASE;
    for (int t = threshold(k, bias); rest >= t; t = threshold(k, bias)) {
      out.append(digit(t + (rest - t) % (BASE - t)));
      rest = (rest - t) / (BASE - t);
      k += BASE;
    }
    out.append(digit(rest));
  }

  /** The label that stands behind some letters and digits; section 6.2. Empty if none does. */
  static Optional<String> decode(String encoded) {
    int last = encoded.lastIndexOf('-');
    StringBuilder out = new StringBuilder(encoded.substring(0, Math.max(0, last)));
    long code = FIRST_CODE;
    long at = 0;
    int bias = FIRST_BIAS;
    int i = last + 1;
    for (int done = out.length(); i < encoded.length(); done++) {
      long before = at;
      long worth = 1;
      int k = BASE;
      int digit;
      int t;
      do {
        digit = i < encoded.length() ? Character.digit(encoded.charAt(i++), BASE) : -1;
        if (digit < 0) {
          return Optional.empty();
        }
        digit = digit < 10 ? digit + 26 : digit - 10;
        at += digit * worth;
        t = threshold(k, bias);
        worth *= BASE - t;
        k += BASE;
        if (at > Character.MAX_CODE_POINT * 64L || worth > Integer.MAX_VALUE) {
          return Optional.empty();
        }
      } while (digit >= t);
      bias = adapt((int) (at - before), done + 1, before == 0);
      code += at / (done + 1);
      at %= done + 1;
      if (code > Character.MAX_CODE_POINT) {
        return Optional.empty();
      }
      out.insert(out.offsetByCodePoints(0, (int) at++), Character.toChars((int) code));
    }
    return Optional.of(out.toString());
  }

  private static int threshold(int k, int bias) {
    return Math.min(MOST, Math.max(LEAST, k - bias));
  }

  private static int adapt(int delta, int points, boolean first) {
    int rest = first ? delta / DAMP : delta / 2;
    rest += rest / points;
    int k = 0;
    while (rest > (BASE - LEAST) * MOST / 2) {
      rest /= BASE - LEAST;
      k += BASE;
    }
    return k + (BASE - LEAST + 1) * rest / (rest + SKEW);
  }

  private static char digit(int value) {
    return (char) (value < 26 ? 'a' + value : '0' + value - 26);
  }
}
