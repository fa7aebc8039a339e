package org.emailflow.mail;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Writings in which a person or a program sees an address, and a plain search does not. */
class HiddenAddressTest {

  private static final TextStyle HTML = TextStyle.of("text/html", false, false);

  private static TextTranslator translator(String from) {
    List<AddressRule> rules =
        List.of(
            new AddressRule(from, "user-1@relay.test", true),
            new AddressRule("service-2@relay.test", "bob@real.test", false));
    AddressFinder finder = new AddressFinder(rules);
    return new TextTranslator(
        finder, new EncodedAddresses(rules, finder), LinkFinder.none(), id -> id);
  }

  private final TextTranslator translator = translator("ann@real.example");

  private String plain(String text) {
    return translator.translate(text, TextStyle.PLAIN);
  }

  private String html(String text) {
    return translator.translate(text, HTML);
  }

  private void stays(String text) {
    assertSame(text, plain(text));
    assertSame(text, html(text));
  }

  @ParameterizedTest
  @CsvSource({
    "_ann@real.example_, _user-1@relay.test_",
    "(_ann@real.example_), (_user-1@relay.test_)",
    "__ann@real.example__., __user-1@relay.test__.",
    "*_ann@real.example or bob_*, *_user-1@relay.test or bob_*",
    "at...ann@real.example, at...user-1@relay.test",
    "...ann@real.example..., ...user-1@relay.test...",
    "at ..ann@real.example, at ..user-1@relay.test",
    "at .ann+tag@real.example, at .user-1@relay.test",
  })
  void punctuationAgainstAnAddress(String text, String expected) {
    assertEquals(expected, plain(text));
    assertEquals(expected, html(text));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "_ann@real.example",
        "x_ann@real.example_",
        "_ann@real.example_x",
        "-_ann@real.example_",
        "x.ann@real.example",
        "x..ann@real.example",
        "_.ann@real.example",
        "-ann@real.example",
      })
  void otherAddressesStay(String text) {
    stays(text);
  }

  @ParameterizedTest
  @CsvSource({
    "to ann @ real.example., to user-1@relay.test.",
    "to ann@ real.example, to user-1@relay.test",
    "to ann @real.example, to user-1@relay.test",
    "to ann\u00A0@\u00A0real.example, to user-1@relay.test",
    "to ann\t@  real.example, to user-1@relay.test",
    "service-2 @ relay.test, bob@real.test",
  })
  void spacesAroundTheSign(String text, String expected) {
    assertEquals(expected, plain(text));
    assertEquals(expected, html(text.replace("\u00A0", "&nbsp;")));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "anna @ real.example",
        "joann @ real.example",
        "ann @ real.examples",
        "ann\n@ real.example",
        "ann @ the real.example",
        "bob @ real.example",
      })
  void wordsAroundASignStay(String text) {
    stays(text);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "a\u034Fnn@real.example",
        "ann\u180E@real.example",
        "ann@re\u061Cal\u2066.example",
        "ann@\u115Freal.\u3164example",
        "ann@real.e\uDB40\uDD00xample",
        "\uDB40\uDC61ann@real.e\uDB40\uDC61xample",
        "\uFF41\uFF4E\uFF4E\uFF20\uFF52\uFF45\uFF41\uFF4C\uFF0E\uFF45\uFF58\uFF41\uFF4D\uFF50\uFF4C"
            + "\uFF45",
        "\uD835\uDC1A\uD835\uDC27\uD835\uDC27@real.example",
        "\u24D0nn@real.example",
        "ann@real\u3002example",
        "ann@real\u2024example",
      })
  void lookAlikes(String address) {
    assertTrue(plain("x " + address + " y").contains("user-1@relay.test"), address);
    assertTrue(html("x " + address + " y").contains("user-1@relay.test"), address);
  }

  @Test
  void signsBesideAnAddressStay() {
    assertEquals("\u3002user-1@relay.test\u3002", plain("\u3002ann@real.example\u3002"));
    assertEquals("\uFB01user-1@relay.test\u00B2", plain("\uFB01ann@real.example\u00B2"));
    stays("\u24D0\u24D1 joann@real.example \uFF41");
  }

  @Test
  void lettersInTwoFormsOfUnicode() {
    String composed = "j\u00FCrg@b\u00FCcher.example";
    String decomposed = "ju\u0308rg@bu\u0308cher.example";
    for (String rule : List.of(composed, decomposed)) {
      for (String written : List.of(composed, decomposed, "ju\u0308rg@xn--bcher-kva.example")) {
        assertEquals(
            "x user-1@relay.test y",
            translator(rule).translate("x " + written + " y", TextStyle.PLAIN));
      }
    }
    TextTranslator korean = translator("\uD55C\uAE00@real.example");
    assertEquals(
        "user-1@relay.test",
        korean.translate("\u1112\u1161\u11AB\u1100\u1173\u11AF@real.example", TextStyle.PLAIN));
    stays("cafe\u0301 joann@real.example");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '~',
      value = {
        "<style>a{content:'ann\\40real.example'}</style>|<style>a{content:'user-1@relay.test'}</style>",
        "<p style='a:\"\\61nn\\000040real\\2e e\\78 ample\"'>|<p style='a:\"user-1@relay.test\"'>",
        "<script>'ann\\u0040real.example'</script>|<script>'user-1@relay.test'</script>",
        "<script>'\\x61nn\\x40real\\u{2e}example'</script>|<script>'user-1@relay.test'</script>",
        "<script>'\\141nn\\100real\\56example\\47</script>|<script>'user-1@relay.test\\47</script>",
        "{'a': '{\\\\'m\\\\': \\\\'ann\\\\u0040real.example\\\\''}|"
            + "{'a': '{\\\\'m\\\\': \\\\'user-1@relay.test\\\\''}",
        "{'a': 'to\\\\nann\\\\x40real.example\\\\n'}|{'a': 'to\\\\nuser-1@relay.test\\\\n'}",
        "{\"m\": \"to\\nann@real.example\\r\\n\"}|{\"m\": \"to\\nuser-1@relay.test\\r\\n\"}",
        "{\"m\": \"a\\tann@real.example\\tb\"}|{\"m\": \"a\\tuser-1@relay.test\\tb\"}",
        "ann\\@real.example|user-1@relay.test",
      })
  void escapesOfStylesAndScripts(String text, String expected) {
    assertEquals(expected, html(text));
  }

  /** What comes next is a digit in one notation and not in another. */
  @ParameterizedTest
  @CsvSource({
    "ann@acme.example, ann\\u0040acme.example",
    "ann@acme.example, ann\\x40acme.example",
    "ann@1st.example, ann\\1001st.example",
    "ann@real.7up.example, ann@real\\567up.example",
    "ann@acme.example, ann\\000040acme.example",
  })
  void escapesEndWhereTheyMust(String address, String written) {
    assertEquals(
        "<x>user-1@relay.test</x>", translator(address).translate("<x>" + written + "</x>", HTML));
  }

  @Test
  void escapesThatStandForNothing() {
    assertEquals("user-1@relay.test", html("ann@re\\\nal.example"));
    assertEquals("\\110000 user-1@relay.test", html("\\110000 ann@real.example"));
    stays("ann\\x\u0664\u0660real.example");
  }

  @Test
  void escapedLineEndsInPlainText() {
    assertEquals("\"a\\nuser-1@relay.test\\n\"", plain("\"a\\nann@real.example\\n\""));
    stays("C:\\users\\jo\\nothing\\40 joann@real.example \\");
  }

  @ParameterizedTest
  @CsvSource({
    "ann=real.example@list.example, user-1=relay.test@list.example",
    "bounces+12-ann=real.example@list.example, bounces+12-user-1=relay.test@list.example",
    "prvs=1234=ANN=Real.example@list.example, prvs=1234=user-1=relay.test@list.example",
    "b-ann%3Dreal.example%40list.example, b-user-1%3Drelay.test%40list.example",
    "prvs=1234ab=ann@real.example, prvs=1234ab=user-1@relay.test",
  })
  void bounceAddressesOfLists(String text, String expected) {
    assertEquals(expected, plain(text));
    assertEquals(expected, html(text));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "joann=real.example@list.example",
        "ann=real.examples@list.example",
        "ann=real.example.org@list.example",
        "ann=real.example @",
        "ann=real.example",
      })
  void otherBounceAddressesStay(String text) {
    stays(text);
  }

  private static String base64(String text) {
    return Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "https://x.test/?eid=%s&y",
        "https://x.test/u/%s",
        "<a href='https://x.test/u/%s/off'>"
      })
  void encodedInLinks(String link) {
    String old = base64("ann@real.example");
    String url = base64("user-1@relay.test");
    assertEquals(link.formatted(url), html(link.formatted(old)));
    assertEquals(link.formatted(url), plain(link.formatted(old)));
    assertEquals(link.formatted(url.replace("=", "")), plain(link.formatted(old.replace("=", ""))));
    assertEquals(
        link.formatted(url.replace("=", "%3D")), plain(link.formatted(old.replace("=", "%3D"))));
  }

  /** Four signs decode to three octets; where other than four stand before it, they hide it. */
  @ParameterizedTest
  @ValueSource(strings = {"", "a", "ab", "abc", "abcd"})
  void encodedBehindAWordOfOneOfItsSigns(String word) {
    String link = "https://x.test/?d=" + word + "%s%s&z";
    for (String sign : List.of("-", "_", "/")) {
      assertEquals(
          link.formatted(sign, base64("user-1@relay.test")),
          plain(link.formatted(sign, base64("ann@real.example"))),
          word + sign);
    }
  }

  @Test
  void encodedAsWritten() {
    TextTranslator odd = translator("Zo\u00EB~>?@real.example");
    byte[] name = "Zo\u00EB~>?@real.example".getBytes(StandardCharsets.UTF_8);
    String to = base64("user-1@relay.test");
    String standard = Base64.getEncoder().encodeToString(name);
    String forUrls = Base64.getUrlEncoder().encodeToString(name);
    assertTrue(!standard.equals(forUrls), standard);
    assertEquals("?a=" + to, odd.translate("?a=" + standard, HTML));
    assertEquals("?a=" + to, odd.translate("?a=" + forUrls, HTML));
    assertEquals(
        "?a=" + to, odd.translate("?a=" + base64("zo\u00EB~>?@real.example"), TextStyle.PLAIN));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "uid=7;mail=%s;x",
        "uid=71;mail=%s;xy",
        "uid=711;mail=%s;xyz",
        "<%s>",
        "{\"mail\":\"%s\",\"Z\":\"\u00FC>?~\"}",
        "%s\0\u00FF\1",
        "https://x.test/?a=>>>???~~~&m=%s",
        "%s %1$s",
      })
  void encodedAsAPieceOfAValue(String value) {
    byte[] old = value.formatted("ann@real.example").getBytes(StandardCharsets.UTF_8);
    byte[] to = value.formatted("user-1@relay.test").getBytes(StandardCharsets.UTF_8);
    for (String link : List.of("?d=%s&z", "'https://x.test/d/%s'", "?u=x%%3D%s;z", "=a-b_%s:")) {
      Base64.Encoder url = Base64.getUrlEncoder().withoutPadding();
      String expected = link.formatted(url.encodeToString(to));
      String text = link.formatted(url.encodeToString(old));
      assertEquals(expected, plain(text).replaceFirst("=+(?=[&';:])", ""));
      assertEquals(plain(text), html(text));
    }
    String standard = Base64.getEncoder().encodeToString(old);
    String expected = Base64.getEncoder().encodeToString(to).replaceFirst("=+$", "");
    assertEquals("{d: '" + expected, plain("{d: '" + standard).replaceFirst("=+$", ""));
  }

  /** However short, and wherever in the text, the value is not passed over. */
  @ParameterizedTest
  @ValueSource(strings = {"a@b.cd", "an@b.cd", "ann@b.cd"})
  void encodedWithNothingBehind(String address) {
    TextTranslator brief = translator(address);
    Base64.Encoder url = Base64.getUrlEncoder().withoutPadding();
    for (String before : List.of("", ";", "7;")) {
      String old = url.encodeToString(TestMail.bytes(before + address));
      String to = url.encodeToString(TestMail.bytes(before + "user-1@relay.test"));
      for (String text = "?="; text.length() < 16; text = "." + text) {
        String out = brief.translate(text + old, TextStyle.PLAIN);
        assertEquals(text + to, out.replaceFirst("=+$", ""));
      }
    }
  }

  /** With a changed token nobody could accept the invitation. */
  @Test
  void signedTokensStay() {
    Base64.Encoder url = Base64.getUrlEncoder().withoutPadding();
    String says = url.encodeToString(TestMail.bytes("{\"by\":\"ann@real.example\"}"));
    stays(
        "https://x.test/?jwt="
            + url.encodeToString(TestMail.bytes("{\"alg\":\"x\"}"))
            + "."
            + says
            + ".c2ln");
    assertTrue(!plain("https://x.test/?jwt=" + says + ".c2ln").contains(says));
    assertTrue(!plain("https://x.test/?jwt=a." + says + ".c2ln").contains(says));
    assertTrue(!plain("https://x.test/?jwt=eyJhbGciOiJ4In0." + says + ", x").contains(says));
  }

  /** Bytes that are no text stay what they are. */
  @Test
  void encodedAmongOtherBytes() {
    byte[] old = TestMail.bytes("\n\u0010ann@real.example\u0012\u00FF\u00FE\u0080z");
    byte[] to = TestMail.bytes("\n\u0010user-1@relay.test\u0012\u00FF\u00FE\u0080z");
    Base64.Encoder encoder = Base64.getUrlEncoder().withoutPadding();
    assertEquals("?d=" + encoder.encodeToString(to), plain("?d=" + encoder.encodeToString(old)));
  }

  @ParameterizedTest
  @CsvSource({
    "SRS0=Ab+d=TT=real.example=ann@forwarder.example,"
        + " SRS0=Ab+d=TT=relay.test=user-1@forwarder.example",
    "SRS0+Abcd=TT=Real.Example=ANN@forwarder.example,"
        + " SRS0+Abcd=TT=relay.test=user-1@forwarder.example",
    "SRS1=H=first.example==Abcd=TT=real.example=ann+tag@last.example,"
        + " SRS1=H=first.example==Abcd=TT=relay.test=user-1@last.example",
    "SRS0%3DH%3DTT%3Dreal.example%3Dann%40forwarder.example,"
        + " SRS0%3DH%3DTT%3Drelay.test%3Duser-1%40forwarder.example",
  })
  void forwardedSenders(String text, String expected) {
    assertEquals(expected, plain(text));
    assertEquals(expected, html(text));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "SRS0=H=TT=real.example=joann@forwarder.example",
        "SRS0=H=TT=unreal.example=ann@forwarder.example",
        "SRS0=H=TT=mail.real.example=ann@forwarder.example",
        "SRS0=H=TT=real.examples=ann@forwarder.example",
        "real.example=ann@forwarder.example",
        "SRS0=H=TT=real.example=x!ann@forwarder.example",
      })
  void othersForwardedStay(String text) {
    stays(text);
  }

  @Test
  void otherLinksStay() {
    String encoded = base64("ann@real.example").replace("=", "");
    stays("https://x.test/?eid=x" + encoded);
    stays("https://x.test/?eid=" + encoded.substring(0, encoded.length() - 1));
    stays("https://x.test/?eid=" + base64("7;joann@real.example;x"));
    stays("https://x.test/?eid=" + base64("7;ann@real.examples"));
    stays("https://x.test/?eid=" + base64("joann@real.example"));
    stays("https://x.test/?eid=" + encoded.toLowerCase(java.util.Locale.ROOT));
  }
}
