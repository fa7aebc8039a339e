package org.emailflow.mail;

import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.function.IntPredicate;

/**
 * Finds known addresses in base64 (RFC 4648, both alphabets), as newsletters and calendars put them
 * into the links of an unsubscription or an event, alone ({@code ?eid=YW5uQHJlYWwuZXhhbXBsZQ}) or
 * with more around them. The whole value is encoded anew, with the new address in it.
 *
 * <p>Whatever may be base64 is not decoded, for it would cost more than it finds: only what holds
 * an address as it is registered, or in lower case, with {@code @} or {@code %40}, in one of the
 * three ways in which its bytes can fall into groups of three.
 *
 * <p>What a signed token says (JWS, RFC 7515: three values with dots between) stays as it is. With
 * another address in it nobody would take it, and what it is for, accepting an invitation mostly,
 * could not be done.
 */
final class EncodedAddresses {

  private static final int GROUP = 4;
  private static final int BITS = 6;

  /**
   * What a value is made of: letters, digits and the four signs of the two alphabets; but a slash
   * may part a path, and a hyphen words. The longest value that makes sense is taken.
   */
  private static final List<IntPredicate> SIGNS =
      List.of(
          EncodedAddresses::isBase64,
          c -> c != '/' && isBase64(c),
          c -> TextBounds.isAlphanumeric((char) c));

  private final AddressFinder finder;
  private final Set<String> spellings = new LinkedHashSet<>();

  /** The length of the shortest key. */
  private final int shortest;

  /** Made when first asked for: most messages have nothing long enough to be base64. */
  private Set<String> keys;

  /**
   * @param known the addresses that are looked for
   * @param finder that finds them, and what else is replaced, in a value without its encoding
   */
  EncodedAddresses(List<AddressRule> known, AddressFinder finder) {
    this.finder = finder;
    for (AddressRule rule : known) {
      spellings.add(rule.from());
      spellings.add(rule.from().toLowerCase(Locale.ROOT));
    }
    this.shortest =
        spellings.stream().mapToInt(EncodedAddresses::shortestKey).min().orElse(Integer.MAX_VALUE);
  }

  /**
   * Where the address begins in the middle of a character, up to four of its bits are in that.
   * Percent-encoded it is longer, and its keys are too.
   */
  private static int shortestKey(String address) {
    return (address.getBytes(StandardCharsets.UTF_8).length * Byte.SIZE - 4) / BITS;
  }

  private Set<String> keys() {
    if (keys == null) {
      Set<String> made = new LinkedHashSet<>();
      for (String spelling : spellings) {
        addKeys(spelling, made);
        addKeys(Escapes.percentEncoded(spelling), made);
      }
      keys = made;
    }
    return keys;
  }

  /** The characters that hold nothing but bits of the address, wherever in a group it begins. */
  private static void addKeys(String address, Set<String> keys) {
    byte[] bytes = address.getBytes(StandardCharsets.UTF_8);
    for (int before = 0; before < 3; before++) {
      byte[] all = new byte[before + bytes.length];
      System.arraycopy(bytes, 0, all, before, bytes.length);
      int first = (before * Byte.SIZE + BITS - 1) / BITS;
      String key =
          Base64.getEncoder().encodeToString(all).substring(first, all.length * Byte.SIZE / BITS);
      keys.add(key);
      keys.add(key.replace('+', '-').replace('/', '_'));
    }
  }

  /** The edits that put the new addresses in place, padded as the old value was; in order. */
  List<TextEdit> edits(CharSequence text) {
    String all = text.toString();
    List<TextEdit> edits = new ArrayList<>();
    int done = 0;
    // Of what is long enough, one sign in so many is: the others need not be looked at.
    for (int at = shortest - 1; at >= 0 && at < all.length(); at += shortest) {
      if (isBase64(all.charAt(at))) {
        int start = start(all, at, done);
        done = end(all, at, all.length(), EncodedAddresses::isBase64);
        addOf(all, start, done, edits);
        at = done;
      }
    }
    return edits;
  }

  private void addOf(String text, int start, int end, List<TextEdit> edits) {
    if (!mayHold(text.substring(start, end)) || isSigned(text, start, end)) {
      return;
    }
    int before = edits.size();
    for (int n = 0; n < SIGNS.size() && edits.size() == before; n++) {
      IntPredicate signs = SIGNS.get(n);
      int valueEnd;
      for (int at = start; at < end; at = valueEnd + 1) {
        valueEnd = end(text, at, end, signs);
        String value = text.substring(afterEscape(text, at, valueEnd), valueEnd);
        if (mayHold(value)) {
          addValue(text, value, valueEnd, edits);
        }
      }
    }
  }

  /** Whether this is the second value of a token; the first is an object of JSON. */
  private static boolean isSigned(String text, int start, int end) {
    boolean inside = start > 1 && text.charAt(start - 1) == '.' && text.startsWith(".", end);
    return inside && text.startsWith("eyJ", start(text, start - 1, 0));
  }

  private void addValue(String text, String all, int end, List<TextEdit> edits) {
    int start = end - all.length();
    // One sign over is of no group.
    int whole = all.length() % GROUP == 1 ? end - 1 : end;
    String value = text.substring(start, whole);
    byte[] old = Base64.getDecoder().decode(value.replace('-', '+').replace('_', '/'));
    byte[] translated = translated(old);
    if (!Arrays.equals(old, translated)) {
      boolean standard = value.indexOf('+') >= 0 || value.indexOf('/') >= 0;
      Base64.Encoder encoder = standard ? Base64.getEncoder() : Base64.getUrlEncoder();
      edits.add(padded(text, start, whole, encoder.encodeToString(translated)));
    }
  }

  private static TextEdit padded(String text, int start, int end, String encoded) {
    String sign = text.startsWith("%3", end) ? "%3D" : "=";
    int after = end;
    for (int n = end - start; n % GROUP != 0 && isAt(text, after, sign); n++) {
      after += sign.length();
    }
    boolean pads = (end - start) % GROUP == 0 || after > end;
    return new TextEdit(start, after, encoded.replace("=", pads ? sign : ""));
  }

  private static boolean isAt(String text, int at, String sign) {
    return text.regionMatches(true, at, sign, 0, sign.length());
  }

  private boolean mayHold(String value) {
    return value.length() >= shortest && keys().stream().anyMatch(value::contains);
  }

  /** The bytes with every whole address in them replaced; all others stay. */
  private byte[] translated(byte[] bytes) {
    String text = new String(bytes, StandardCharsets.UTF_8);
    Charset charset = StandardCharsets.UTF_8;
    if (!Arrays.equals(bytes, text.getBytes(charset))) {
      charset = StandardCharsets.ISO_8859_1;
      text = new String(bytes, charset);
    }
    return TextEdits.apply(text, TextEdits.merged(addresses(text))).getBytes(charset);
  }

  /** What is encoded is a link as often as not, with its own escapes. */
  private List<TextEdit> addresses(String text) {
    List<TextEdit> edits = new ArrayList<>();
    Spellings spellings = new Spellings(TextStyle.PLAIN);
    TextView written = TextView.of(text);
    for (TextView view : List.of(written, Views.unescaped(written))) {
      for (AddressFinder.Match match : finder.find(view)) {
        int sign = match.sign();
        String at = text.substring(view.sourceStart(sign), view.sourceEnd(sign));
        int start = view.sourceStart(match.start());
        int end = view.sourceEnd(match.end() - 1);
        edits.add(new TextEdit(start, end, spellings.of(match.to(), at)));
      }
    }
    return edits;
  }

  private static int start(String text, int at, int floor) {
    int start = at;
    while (start > floor && isBase64(text.charAt(start - 1))) {
      start--;
    }
    return start;
  }

  private static int end(String text, int at, int limit, IntPredicate signs) {
    int end = at;
    while (end < limit && signs.test(text.charAt(end))) {
      end++;
    }
    return end;
  }

  /** Behind the digits of {@code %3D}, where there are such. */
  private static int afterEscape(String text, int at, int end) {
    return at > 0 && text.charAt(at - 1) == '%' ? Math.min(at + 2, end) : at;
  }

  private static boolean isBase64(int c) {
    return c == '/' || c == '+' || c == '-' || c == '_' || TextBounds.isAlphanumeric((char) c);
  }
}
