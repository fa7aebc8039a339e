package org.emailflow.mail;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.Charset;
import java.nio.charset.CharsetEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Text in any charset, declared well, wrongly or not at all. */
class CharsetTranslationTest {

  private final TestSpace space = TestSpace.toService();

  /** The body of a base64 text part, translated and decoded. */
  private byte[] translated(byte[] text, String type) throws Exception {
    String body = Base64.getMimeEncoder().encodeToString(text);
    String out =
        space.translate(
            "From: x@y\nContent-Transfer-Encoding: base64\nContent-Type: " + type + "\n\n" + body);
    return Base64.getMimeDecoder().decode(TestMail.bytes(TestSpace.bodyOf(out)));
  }

  @ParameterizedTest
  @CsvSource({
    "iso-2022-jp, 日本語のアドレス",
    "shift_jis, 日本語ソ表",
    "euc-jp, 日本語",
    "gb18030, 中文𠀀",
    "gb2312, 中文",
    "big5, 中文功",
    "euc-kr, 한국어",
    "koi8-r, мир",
    "windows-1251, мир",
    "windows-1252, Grüße€",
    "windows-1256, سلام",
    "iso-8859-15, Grüße€",
    "utf-8, Grüße 日本 𠀀",
    "utf-16, 日本 é 𠀀",
    "utf-16le, 日本 é 𠀀",
    "utf-16be, 日本 é 𠀀",
    "utf-32, 日本 é",
  })
  void declaredCharsets(String name, String words) throws Exception {
    Charset charset = Charset.forName(name);
    String text = words + "<ann@real.example>" + words + " ann%40real.example " + words + "\n";
    byte[] out = translated(text.getBytes(charset), "text/plain; charset=" + name);
    assertEquals(
        words + "<user-1@relay.test>" + words + " user-1%40relay.test " + words + "\n",
        new String(out, charset));
  }

  @ParameterizedTest
  @CsvSource({
    "windows-1252, utf-8",
    "utf-8, us-ascii",
    "utf-8, iso-2022-jp",
    "windows-1252, shift_jis",
    "windows-1252, x-unknown",
    "windows-1252, ''",
    "windows-1252, utf-16",
    "windows-1252, utf-7",
    "utf-16le, utf-8",
    "utf-16be, windows-1252",
    "utf-16le, utf-16",
  })
  void wrongCharsets(String real, String declared) throws Exception {
    Charset charset = Charset.forName(real);
    String text = "Grüße ann@real.example à é\n";
    byte[] out = translated(text.getBytes(charset), "text/plain; charset=\"" + declared + '"');
    assertEquals(text.replace("ann@real.example", "user-1@relay.test"), new String(out, charset));
  }

  /** In each that can write an address, with words of its own where it has them. */
  @Test
  void everyCharsetOfTheJvm() throws Exception {
    int tried = 0;
    for (Charset charset : Charset.availableCharsets().values()) {
      String words = words(charset);
      String text = words + " <ann@real.example> " + words + "\nmailto:ann@real.example\n";
      if (!charset.canEncode() || !text.equals(new String(text.getBytes(charset), charset))) {
        continue;
      }
      tried++;
      byte[] out = translated(text.getBytes(charset), "text/plain; charset=" + charset.name());
      String want = text.replace("ann@real.example", "user-1@relay.test");
      assertEquals(want, new String(out, charset), charset.name());
    }
    assertTrue(tried > 100, tried + " charsets");
  }

  private static String words(Charset charset) {
    StringBuilder words = new StringBuilder("hello");
    if (charset.canEncode()) {
      CharsetEncoder encoder = charset.newEncoder();
      "é€мир日本語한ไทยسلام𠀀"
          .codePoints()
          .mapToObj(Character::toString)
          .filter(encoder::canEncode)
          .forEach(words::append);
    }
    return words.toString();
  }

  @Test
  void utf7() throws Exception {
    byte[] text = TestMail.bytes("+ZeVnLA- ann+AEA-real.example, ann@real.example +- x\n");
    String out = TestMail.string(translated(text, "text/plain; charset=utf-7"));
    assertEquals(-1, out.indexOf("real.example"), out);
    assertEquals(
        2, TextCodec.decode(TestMail.bytes(out), "utf-7").text().split("user-1@", -1).length - 1);
  }

  @Test
  void badBytesHideNothingAndStay() throws Exception {
    byte[] text = TestMail.bytes("\u0081ann@real.example\u00ff\u0085 \u00e3\u0081\n");
    for (String charset : new String[] {"shift_jis", "utf-8", "gb18030", "iso-2022-jp", "big5"}) {
      assertArrayEquals(
          TestMail.bytes("\u0081user-1@relay.test\u00ff\u0085 \u00e3\u0081\n"),
          translated(text, "text/plain; charset=" + charset),
          charset);
    }
  }

  @Test
  void whatTheCharsetCannotWriteKeepsItsAlias() throws Exception {
    TestSpace german =
        new TestSpace(
            new AddressRule(TestSpace.ANN, TestSpace.USER, true),
            new AddressRule(TestSpace.SERVICE, "bob@bücher.example", false),
            false);
    String head = "From: x@y\nContent-Type: text/plain; charset=";
    String body = "\n\nto service-2@relay.test\n";
    String utf8 = "bob@bücher.example";
    String bytes = new String(utf8.getBytes(StandardCharsets.UTF_8), StandardCharsets.ISO_8859_1);
    assertEquals("to " + bytes + "\n", TestSpace.bodyOf(german.translate(head + "utf-8" + body)));
    assertEquals(
        "to bob@xn--bcher-kva.example\n",
        TestSpace.bodyOf(german.translate(head + "iso-8859-5" + body)));
    TestSpace local =
        new TestSpace(
            german.sender(), new AddressRule(TestSpace.SERVICE, "bø@x.example", false), false);
    assertEquals(
        "to service-2@relay.test\n", TestSpace.bodyOf(local.translate(head + "iso-8859-5" + body)));
  }
}
