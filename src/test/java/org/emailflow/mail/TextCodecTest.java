package org.emailflow.mail;

import static org.emailflow.mail.TestMail.bytes;
import static org.emailflow.mail.TestMail.written;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TextCodecTest {
  private static final String ANN = "ann@real.example";

  /** The bytes with each address of Ann's replaced, by way of the characters. */
  private static byte[] edited(byte[] source, String charset, String with) throws IOException {
    DecodedText decoded = TextCodec.decode(source, charset);
    List<TextEdit> edits = new ArrayList<>();
    String text = decoded.text();
    for (int at = text.indexOf(ANN); at >= 0; at = text.indexOf(ANN, at + 1)) {
      edits.add(new TextEdit(at, at + ANN.length(), with));
    }
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    ByteEdit.applied(source, decoded.edits(edits)).writeTo(out);
    return out.toByteArray();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "UTF-8",
        "UTF-16",
        "UTF-16LE",
        "UTF-16BE",
        "UTF-32",
        "ISO-2022-JP",
        "Shift_JIS",
        "EUC-JP",
        "windows-31j",
        "GB18030",
        "GBK",
        "Big5"
      })
  void editsFindTheirWayBack(String charset) throws IOException {
    Charset java = Charset.forName(charset);
    for (String text :
        List.of(
            ANN,
            "\u65e5\u672c" + ANN + "\u65e5\u672c, " + ANN + ANN,
            "a " + ANN + "\r\n\u672c\u65e5\r\n",
            "\u672c<" + ANN + ">")) {
      byte[] source = text.getBytes(java);
      assertEquals(text, TextCodec.decode(source, charset).text());
      byte[] out = edited(source, charset, "user-1@relay.example");
      assertEquals(text.replace(ANN, "user-1@relay.example"), new String(out, java), charset);
      assertArrayEquals(source, edited(source, charset, ANN), charset);
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"iso-8859-1", "windows-1252", "koi8-r", "iso-8859-15", "IBM850", "IBM037"})
  void oneByteCharsets(String charset) throws IOException {
    byte[] all = new byte[256];
    for (int i = 0; i < 256; i++) {
      all[i] = (byte) i;
    }
    ByteArrayOutputStream source = new ByteArrayOutputStream();
    source.writeBytes(all);
    source.writeBytes(ANN.getBytes(Charset.forName(charset)));
    source.writeBytes(all);
    ByteArrayOutputStream wanted = new ByteArrayOutputStream();
    wanted.writeBytes(all);
    wanted.writeBytes("x@y".getBytes(Charset.forName(charset)));
    wanted.writeBytes(all);
    assertArrayEquals(wanted.toByteArray(), edited(source.toByteArray(), charset, "x@y"));
  }

  @Test
  void supplementaryCharactersKeepTheirBytes() throws IOException {
    String text = "\ud83d\ude00" + ANN + "\ud83d\ude00";
    for (String charset : List.of("UTF-8", "UTF-16LE", "GB18030")) {
      Charset java = Charset.forName(charset);
      byte[] out = edited(text.getBytes(java), charset, "x@y");
      assertEquals(text.replace(ANN, "x@y"), new String(out, java));
    }
  }

  @Test
  void aStatefulReplacementGoesBackToAsciiAndOn() throws IOException {
    // The address in the two-byte state's neighbourhood, and a text that never goes back itself.
    byte[] source = bytes("\u001b$B$\"\u001b(J" + ANN + "\u001b$B$\"\u001b(B");
    assertEquals(
        "\u001b$B$\"\u001b(J\u001b(Bx@y\u001b(J\u001b$B$\"\u001b(B",
        TestMail.string(edited(source, "ISO-2022-JP", "x@y")));
    DecodedText text = TextCodec.decode(bytes("\u001b$B$\"$\"$\"\u001b(B"), "iso-2022-jp");
    assertEquals("\u3042\u3042\u3042", text.text());
    ByteEdit edit = text.edits(List.of(new TextEdit(1, 2, "\u3044-"))).get(0);
    assertEquals("\u001b(B\u001b$B$$\u001b(B-\u001b$B", TestMail.string(edit.replacement()));
    assertEquals(5, edit.start());
    assertEquals(7, edit.end());
  }

  @Test
  void koreanShifts() throws IOException {
    String text = "\ud55c\uad6d " + ANN + " \ud55c";
    Charset java = Charset.forName("ISO-2022-KR");
    byte[] out = edited(text.getBytes(java), "iso-2022-kr", "x@y");
    assertEquals(text.replace(ANN, "x@y"), new String(out, java));
  }

  @ParameterizedTest
  @CsvSource({
    "caf\u00c3\u00a9,,caf\u00e9",
    "caf\u00c3\u00a9,us-ascii,caf\u00e9",
    "caf\u00e9,us-ascii,caf\u00e9",
    "caf\u0080,unknown-8bit,caf\u20ac",
    "caf\u00c3\u00a9,x-unknown,caf\u00e9",
    "caf\u00c3\u00a9,utf-16,caf\u00e9",
    "plain ascii,utf-16le,plain ascii",
    "caf\u00e9,\"\"\"iso-8859-1\"\"\",caf\u00e9",
    "caf\u00c3\u00a9,utf-8>,caf\u00e9",
    "caf\u00c3\u00a9,utf8,caf\u00e9",
    "a\u0093\u00fa,shift_jis,a\u65e5",
  })
  void charsetsThatAreMissingUnknownOrWrong(String latin1, String declared, String text) {
    DecodedText decoded = TextCodec.decode(bytes(latin1), declared);
    assertEquals(text, decoded.text());
    assertFalse(decoded.malformed());
  }

  @Test
  void eachBadByteIsOneReplacementCharacterAndStays() throws IOException {
    byte[] source = bytes("\u00ff" + ANN + "\u00c3(\u00e2\u0082" + ANN + "\u00f0\u009f");
    DecodedText decoded = TextCodec.decode(source, "utf-8");
    assertTrue(decoded.malformed());
    assertEquals("\ufffd" + ANN + "\ufffd(\ufffd\ufffd" + ANN + "\ufffd\ufffd", decoded.text());
    assertEquals(
        "\u00ffx\u00c3(\u00e2\u0082x\u00f0\u009f", TestMail.string(edited(source, "utf-8", "x")));
  }

  @ParameterizedTest
  @CsvSource(
      quoteCharacter = '"',
      value = {
        "A+-B,A+B",
        "Hi+ZeVnLA-,Hi\u65e5\u672c",
        "Hi+ZeVnLA!,Hi\u65e5\u672c!",
        "+AGEAbgBuAEA-x,ann@x",
        "a + b,a + b",
        "+,+",
        "+A,+A",
      })
  void utf7IsRead(String source, String text) {
    assertEquals(text, TextCodec.decode(bytes(source), "unicode-1-1-utf-7").text());
  }

  @Test
  void utf7IsEdited() throws IOException {
    String run = "+" + base64Units("\u65e5" + ANN + "\u672c" + ANN + "\u65e5") + "-";
    for (String source :
        List.of(ANN, "+ZeU-" + ANN + "+ZeU-", "+ZeU " + ANN, run, run + ANN, ANN + run + run)) {
      String text = TextCodec.decode(bytes(source), "utf-7").text();
      byte[] out = edited(bytes(source), "UTF-7", "b+c@y");
      assertEquals(text.replace(ANN, "b+c@y"), TextCodec.decode(out, "utf-7").text(), source);
    }
    // Without the minus the replacement would be read as base64.
    DecodedText open = TextCodec.decode(bytes("+ZeU,x"), "utf-7");
    byte[] with = open.edits(List.of(new TextEdit(1, 3, "abc"))).get(0).replacement();
    assertEquals("-abc", TestMail.string(with));
  }

  private static String base64Units(String text) {
    return java.util.Base64.getEncoder()
        .withoutPadding()
        .encodeToString(text.getBytes(StandardCharsets.UTF_16BE));
  }

  @Test
  void anyBytesInAnyCharsetAreReadAndStay() throws IOException {
    Random random = new Random(11);
    List<String> names = new ArrayList<>(Charset.availableCharsets().keySet());
    names.add("utf-7");
    for (String name : names) {
      byte[] source = new byte[200];
      random.nextBytes(source);
      for (int i = 0; i < 50; i++) {
        source[random.nextInt(200)] = (byte) (i % 5 == 0 ? 0x1b : i % 7 == 0 ? '+' : 'a' + i % 26);
      }
      DecodedText decoded = TextCodec.decode(source, name);
      int length = decoded.text().length();
      for (int i = 0; i < 20; i++) {
        int at = random.nextInt(length + 1);
        ByteEdit edit =
            decoded.edits(List.of(new TextEdit(at, Math.min(length, at + 3), "x"))).get(0);
        assertTrue(0 <= edit.start() && edit.start() <= edit.end() && edit.end() <= 200, name);
      }
      assertEquals(
          TestMail.string(source), written(ByteEdit.applied(source, decoded.edits(List.of()))));
    }
  }
}
