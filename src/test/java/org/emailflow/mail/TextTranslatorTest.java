package org.emailflow.mail;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TextTranslatorTest {

  private static final TextStyle HTML = TextStyle.of("text/html", false, false);
  private static final TextStyle ICS = TextStyle.of("text/calendar", false, false);
  private static final TextStyle CARD = TextStyle.of("text/vcard", false, false);

  private final TextTranslator translator =
      translator(
          List.of(
              new AddressRule("ann@real.example", "user-1@relay.test", true),
              new AddressRule("service-2@relay.test", "bob@real.test", false)));

  private static TextTranslator translator(List<AddressRule> rules) {
    AddressFinder finder = new AddressFinder(rules);
    return new TextTranslator(
        finder, new EncodedAddresses(rules, finder), LinkFinder.none(), id -> "mapped@relay.test");
  }

  private String plain(String text) {
    return translator.translate(text, TextStyle.PLAIN);
  }

  private String html(String text) {
    return translator.translate(text, HTML);
  }

  @Test
  void bothDirectionsInOnePass() {
    assertEquals(
        "I am user-1@relay.test, you are <bob@real.test>.",
        plain("I am Ann@Real.example, you are <service-2@relay.test>."));
  }

  @Test
  void textWithoutAddressesIsTheSameObject() {
    String text = "100% of R&D = fun, annabel@real.example.org";
    assertSame(text, plain(text));
  }

  @ParameterizedTest
  @CsvSource(
      quoteCharacter = '|',
      value = {
        "x?to=ann%40real.example, x?to=user-1%40relay.test",
        "x?to=ann%2Btag%40real.example, x?to=user-1%40relay.test",
        "a&#64;b ann&#64;real.example, a&#64;b user-1@relay.test",
        "ann&#x40;real.example, user-1@relay.test",
        "ann&commat;real&period;example, user-1@relay.test",
        "&#97;nn@real.example;, user-1@relay.test;",
        "ann&#37;40real.example, user-1%40relay.test",
        "&nbspann@real.example, &nbspuser-1@relay.test",
        "an\u00ADn@real\u200B.exam\u2060ple, user-1@relay.test",
        "ann&shy;@real&#8203;.example, user-1@relay.test",
      })
  void escapedAddresses(String text, String expected) {
    assertEquals(expected, plain(text));
    assertEquals(expected, html(text));
  }

  @ParameterizedTest
  @CsvSource(
      quoteCharacter = '|',
      value = {
        "<b>ann</b>@real.example, <b>user-1@relay.test</b>",
        "ann<wbr>@real.example!, user-1@relay.test<wbr>!",
        "<a href=mailto:ann@real.example>ann@<i>real</i>.example</a>,"
            + " <a href=mailto:user-1@relay.test>user-1@relay.test<i></i></a>",
        "a<a href='ann@real.example'>nn@real.example, user-1@relay.test<a href='user-1@relay.test'>",
        "ann<!-- a > b -->@real.example, user-1@relay.test<!-- a > b -->",
        "<a title=\">\">x</a>ann@real.example<br>b, <a title=\">\">x</a>user-1@relay.test<br>b",
      })
  void addressesSplitByTags(String text, String expected) {
    assertEquals(expected, html(text));
  }

  @Test
  void newAddressIsEscapedInHtml() {
    TextTranslator odd =
        translator(List.of(new AddressRule("s@relay.test", "r&d@real.test", false)));
    assertEquals("r&amp;d@real.test", odd.translate("s@relay.test", HTML));
    assertEquals("r&d@real.test", odd.translate("s@relay.test", TextStyle.PLAIN));
  }

  @Test
  void foldedAndSoftBrokenAddresses() {
    assertEquals("x user-1@relay.test y", plain("x ann@re\r\n al.example y"));
    TextStyle flowed = TextStyle.of("text/plain", true, true);
    assertEquals("x user-1@relay.test", translator.translate("x ann@re \r\nal.example", flowed));
    assertEquals("ann@re \nal.example", plain("ann@re \nal.example"));
  }

  @Test
  void oneViewMayHideWhatAnotherShows() {
    assertEquals("user-1@relay.test%41", plain("ann@real.example%41"));
    assertEquals("user-1@relay.test<br>www", html("ann@real.example<br>www"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "<",
        "&",
        "%",
        "<!--",
        "&#",
        "&#x",
        "%4",
        "<a \"",
        "@",
        "=\r",
        "&#99999999999;",
        "%C3%28@"
      })
  void fragmentsAtTheEndAreText(String tail) {
    assertEquals("user-1@relay.test " + tail, html("ann@real.example " + tail));
    assertEquals(
        "user-1@relay.test " + tail, translator.translate("ann@real.example " + tail, CARD));
  }

  @Test
  void calendarIsFoldedAndItsIdsMapped() {
    String long1 =
        "ATTENDEE;CN=\"Ann ann@real.example\";EMAIL=ann@real.example:mailto:ann@real.exa";
    String text = "BEGIN:VEVENT\r\nUID:12@real.example\r\n" + long1 + "\r\n mple\r\nX-A:b\r\n";
    String out = translator.translate(text, ICS);
    assertTrue(out.contains("\r\nUID:mapped@relay.test\r\n"), out);
    assertTrue(out.endsWith("\r\nX-A:b\r\n"), out);
    assertTrue(out.lines().allMatch(line -> line.length() <= 75), out);
    assertTrue(
        out.replace("\r\n ", "")
            .contains(
                "ATTENDEE;CN=\"Ann user-1@relay.test\";EMAIL=user-1@relay.test:"
                    + "mailto:user-1@relay.test\r\n"),
        out);
  }

  @Test
  void calendarIdBeatsTheAddressWithinIt() {
    assertEquals("UID:mapped@relay.test\n", translator.translate("UID:ann@real.example\n", ICS));
    assertEquals("UID;X=\"a:b\":mapped@relay.test", translator.translate("UID;X=\"a:b\":7", ICS));
  }

  @Test
  void overlongOriginalLineIsFoldedWhenItChanges() {
    String text = "DESCRIPTION:" + "é".repeat(80) + " ann@real.example " + "x".repeat(200) + "\n";
    String out = translator.translate(text, ICS);
    assertTrue(
        out.lines().allMatch(l -> l.getBytes(java.nio.charset.StandardCharsets.UTF_8).length <= 75),
        out);
    assertEquals(text.replace("ann@real.example", "user-1@relay.test"), out.replace("\n ", ""));
  }

  @Test
  void cardsInOldWriting() {
    assertEquals(
        "EMAIL;ENCODING=QUOTED-PRINTABLE:user-1@relay.test\n",
        translator.translate("EMAIL;ENCODING=QUOTED-PRINTABLE:ann=40real.=\nexample\n", CARD));
  }

  @Test
  void overlappingEditsBecomeOne() {
    List<TextEdit> merged =
        TextEdits.merged(
            List.of(
                new TextEdit(4, 9, "b"), new TextEdit(0, 6, "longest"), new TextEdit(12, 13, "c")));
    assertEquals(List.of(new TextEdit(0, 9, "longest"), new TextEdit(12, 13, "c")), merged);
  }
}
