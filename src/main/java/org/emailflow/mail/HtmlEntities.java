package org.emailflow.mail;

import java.util.HashMap;
import java.util.Map;

/**
 * Character references of HTML, as far as they can write, hide in, or touch an address: ASCII
 * signs, characters without width, and the Latin-1 names that browsers take without a semicolon. A
 * name that is not here stays as it is written, which bounds an address all the same.
 *
 * <p>Source: the HTML standard, sections 13.2.5.72 to 13.2.5.80 and 13.5.
 */
final class HtmlEntities {

  /** What a reference says, and where it ends. */
  record Decoded(String value, int end) {}

  private static final int LONGEST_NAME = 32;
  private static final int LONGEST_LOOSE_NAME = 6;

  /** These need their semicolon. */
  private static final String STRICT =
      "commat=40 period=2e plus=2b lowbar=5f UnderBar=5f percnt=25 num=23 dollar=24 excl=21 apos=27"
          + " ast=2a midast=2a equals=3d quest=3f sol=2f bsol=5c colon=3a semi=3b comma=2c lpar=28"
          + " rpar=29 lsqb=5b lbrack=5b rsqb=5d rbrack=5d lcub=7b lbrace=7b rcub=7d rbrace=7d"
          + " verbar=7c vert=7c VerticalLine=7c grave=60 DiacriticalGrave=60 Hat=5e Tab=9 NewLine=a"
          + " lrm=200e rlm=200f af=2061 ApplyFunction=2061 it=2062 InvisibleTimes=2062 ic=2063"
          + " InvisibleComma=2063 zwj=200d zwnj=200c NoBreak=2060 ZeroWidthSpace=200b NegativeThinSpace=200b"
          + " NegativeMediumSpace=200b NegativeThickSpace=200b NegativeVeryThinSpace=200b";

  /** These count without one too, even with letters behind them. */
  private static final String LOOSE =
      "AElig=c6 AMP=26 Aacute=c1 Acirc=c2 Agrave=c0 Aring=c5 Atilde=c3 Auml=c4 COPY=a9 Ccedil=c7"
          + " ETH=d0 Eacute=c9 Ecirc=ca Egrave=c8 Euml=cb GT=3e Iacute=cd Icirc=ce Igrave=cc Iuml=cf"
          + " LT=3c Ntilde=d1 Oacute=d3 Ocirc=d4 Ograve=d2 Oslash=d8 Otilde=d5 Ouml=d6 QUOT=22 REG=ae"
          + " THORN=de Uacute=da Ucirc=db Ugrave=d9 Uuml=dc Yacute=dd aacute=e1 acirc=e2 acute=b4"
          + " aelig=e6 agrave=e0 amp=26 aring=e5 atilde=e3 auml=e4 brvbar=a6 ccedil=e7 cedil=b8"
          + " cent=a2 copy=a9 curren=a4 deg=b0 divide=f7 eacute=e9 ecirc=ea egrave=e8 eth=f0 euml=eb"
          + " frac12=bd frac14=bc frac34=be gt=3e iacute=ed icirc=ee iexcl=a1 igrave=ec iquest=bf"
          + " iuml=ef laquo=ab lt=3c macr=af micro=b5 middot=b7 nbsp=a0 not=ac ntilde=f1 oacute=f3"
          + " ocirc=f4 ograve=f2 ordf=aa ordm=ba oslash=f8 otilde=f5 ouml=f6 para=b6 plusmn=b1"
          + " pound=a3 quot=22 raquo=bb reg=ae sect=a7 shy=ad sup1=b9 sup2=b2 sup3=b3 szlig=df"
          + " thorn=fe times=d7 uacute=fa ucirc=fb ugrave=f9 uml=a8 uuml=fc yacute=fd yen=a5 yuml=ff";

  private static final Map<String, String> LOOSE_NAMES = table(LOOSE);
  private static final Map<String, String> STRICT_NAMES = table(STRICT);

  private HtmlEntities() {}

  /** The reference that begins with the {@code &} at {@code at}, or null when there is none. */
  static Decoded decode(CharSequence text, int at) {
    if (at + 1 < text.length() && text.charAt(at + 1) == '#') {
      return number(text, at + 2);
    }
    int end = at + 1;
    while (end < text.length() && end - at <= LONGEST_NAME && isName(text.charAt(end))) {
      end++;
    }
    String name = text.subSequence(at + 1, end).toString();
    boolean closed = end < text.length() && text.charAt(end) == ';';
    if (closed && (STRICT_NAMES.containsKey(name) || LOOSE_NAMES.containsKey(name))) {
      return new Decoded(
          STRICT_NAMES.getOrDefault(name, LOOSE_NAMES.getOrDefault(name, "")), end + 1);
    }
    for (int n = Math.min(name.length(), LONGEST_LOOSE_NAME); n > 1; n--) {
      String value = LOOSE_NAMES.get(name.substring(0, n));
      if (value != null) {
        return new Decoded(value, at + 1 + n);
      }
    }
    return null;
  }

  private static Decoded number(CharSequence text, int from) {
    boolean hex = from < text.length() && (text.charAt(from) | 0x20) == 'x';
    int start = hex ? from + 1 : from;
    int radix = hex ? 16 : 10;
    int end = start;
    int value = 0;
    while (end < text.length() && isDigit(text.charAt(end), radix)) {
      value = Math.min(value * radix + Character.digit(text.charAt(end), radix), 0x110000);
      end++;
    }
    if (end == start) {
      return null;
    }
    boolean closed = end < text.length() && text.charAt(end) == ';';
    return new Decoded(character(value), closed ? end + 1 : end);
  }

  /** A control character is nothing to a reader; what is no character at all is a replacement. */
  private static String character(int value) {
    if (value == 0 || value > 0x10FFFF || (value >= 0xD800 && value <= 0xDFFF)) {
      return "\uFFFD";
    }
    boolean control = value < 0x20 && value != '\t' && value != '\n' && value != '\f';
    boolean none = (control && value != '\r') || (value & 0xFFFE) == 0xFFFE || value == 0x7F;
    return none || (value >= 0xFDD0 && value <= 0xFDEF) ? "" : Character.toString(value);
  }

  private static boolean isDigit(char c, int radix) {
    return c < 0x80 && Character.digit(c, radix) >= 0;
  }

  private static boolean isName(char c) {
    return TextBounds.isAlphanumeric(c);
  }

  private static Map<String, String> table(String entries) {
    Map<String, String> table = new HashMap<>();
    for (String entry : entries.split(" ", -1)) {
      int eq = entry.indexOf('=');
      String value = Character.toString(Integer.parseInt(entry.substring(eq + 1), 16));
      table.put(entry.substring(0, eq), value);
    }
    return Map.copyOf(table);
  }
}
