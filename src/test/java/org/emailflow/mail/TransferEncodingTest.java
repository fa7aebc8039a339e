package org.emailflow.mail;

import static org.emailflow.mail.TestMail.bytes;
import static org.emailflow.mail.TestMail.octets;
import static org.emailflow.mail.TestMail.string;
import static org.emailflow.mail.TestMail.written;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TransferEncodingTest {
  private static String decoded(String encoding, String source) throws IOException {
    Octets octets = octets("\n" + source);
    return string(TransferEncoding.decode(octets, 1, octets.length(), encoding).bytes());
  }

  /** The source with each "ann" of the decoded text replaced. */
  private static String edited(String encoding, String source, String with) throws IOException {
    Octets octets = octets(source);
    DecodedBody body = TransferEncoding.decode(octets, 0, octets.length(), encoding);
    String text = string(body.bytes());
    List<ByteEdit> edits = new ArrayList<>();
    for (int at = text.indexOf("ann"); at >= 0; at = text.indexOf("ann", at + 3)) {
      edits.add(new ByteEdit(at, at + 3, bytes(with)));
    }
    Splices splices = new Splices(octets);
    body.splice(edits, splices);
    return written(splices);
  }

  @Test
  void whatNobodyKnowsStandsAsItIs() throws IOException {
    for (String name : List.of("7bit", "8BIT", "binary", "x-nobody", "text/html")) {
      assertTrue(TransferEncoding.isIdentity(name));
      assertEquals("a=41", decoded(name, "a=41"));
    }
    assertFalse(TransferEncoding.isIdentity("Base64"));
    assertFalse(TransferEncoding.isIdentity("quoted-printable"));
    assertFalse(TransferEncoding.isIdentity("X-UUencode"));
    assertEquals("a bob b bob", edited("8bit", "a ann b ann", "bob"));
  }

  @ParameterizedTest
  @CsvSource(
      quoteCharacter = '"',
      value = {
        "a=3Db=c3=A9,a=b\u00c3\u00a9",
        "\"soft=\nbreak\",softbreak",
        "\"soft=\r\nbreak\",softbreak",
        "\"soft=\rbreak\",softbreak",
        "\"soft= \t\nbreak\",softbreak",
        "end=,end",
        "end==,end=",
        "bad=XY=4,bad=XY=4",
        "a=20 =09,\"a  \t\"",
        "\"a \n\",\"a \n\"",
      })
  void quotedPrintableIsReadAsReadersDo(String source, String text) throws IOException {
    assertEquals(text, decoded("quoted-printable", source));
  }

  @Test
  void quotedPrintableIsEditedInPlace() throws IOException {
    assertEquals("=e9 =\n b=3Db =E9=\n", edited("quoted-printable", "=e9 =\n ann =E9=\n", "b=b"));
    assertEquals("x bob=\r\ny", edited("quoted-printable", "x a=6E=\r\nn=\r\ny", "bob"));
    assertEquals("bob", edited("quoted-printable", "=61=6E=6E", "bob"));
    assertEquals("a=E9 =20\n", edited("quoted-printable", "ann\n", "a\u00e9  "));
    assertEquals("a\r\nb=\r\n", edited("quoted-printable", "ann=\r\n", "a\r\nb"));
  }

  @Test
  void anEditMakesNoLineLongerThan76() throws IOException {
    Random random = new Random(3);
    for (int round = 0; round < 300; round++) {
      StringBuilder source = new StringBuilder();
      StringBuilder line = new StringBuilder();
      for (int i = 0; i < 60; i++) {
        String token = List.of("ann", "=C3=A9", "word ", "x.y", "=3D").get(random.nextInt(5));
        if (line.length() + token.length() > 75 || random.nextInt(20) == 0) {
          source.append(line).append(random.nextBoolean() ? "=\r\n" : "\r\n");
          line.setLength(0);
        }
        line.append(token);
      }
      source.append(line);
      String with = "service-" + "0".repeat(random.nextInt(90)) + "\u00e9@x";
      String out = edited("quoted-printable", source.toString(), with);
      String before = decoded("quoted-printable", source.toString());
      assertEquals(before.replace("ann", with), decoded("quoted-printable", out));
      out.lines().forEach(l -> assertTrue(l.length() <= 76, l));
    }
  }

  @ParameterizedTest
  @CsvSource(
      quoteCharacter = '"',
      value = {
        "aGVsbG8=,hello",
        "aGVsbG8,hello",
        "\"aGVs\r\nbG8=\n\",hello",
        "\"aG!Vs*bG8=\",hello",
        "\"aGVsbG8= and a footer\",hello",
        "\"aGk=aGk=\",hi",
        "=aGVsbG8=,hello",
        "a,\"\"",
        "\"\",\"\"",
      })
  void base64IsReadAsReadersDo(String source, String text) throws IOException {
    assertEquals(text, decoded("base64", source));
  }

  @ParameterizedTest
  @ValueSource(strings = {"\r\n", "\n"})
  void base64IsWrittenAnewWithTheLinesItHad(String end) throws IOException {
    String text = "ann writes \u00e9 ".repeat(40);
    for (int length : new int[] {60, 64, 72, 76}) {
      Base64.Encoder encoder = Base64.getMimeEncoder(length, bytes(end));
      for (String tail : List.of("", end)) {
        String source = string(encoder.encode(bytes(text))) + tail;
        String wanted = string(encoder.encode(bytes(text.replace("ann", "roberta")))) + tail;
        assertEquals(wanted, edited("base64", source, "roberta"));
      }
    }
  }

  @Test
  void base64WithoutAnEditKeepsItsBytes() throws IOException {
    assertEquals("aGVs bG8 =\n!", edited("base64", "aGVs bG8 =\n!", "bob"));
  }

  @Test
  void oneLongLineOfBase64IsWrittenInLinesThatMailAllows() throws IOException {
    String source = string(Base64.getEncoder().encode(bytes("ann ".repeat(1000))));
    edited("base64", source, "bob").lines().forEach(l -> assertTrue(l.length() <= 998));
  }

  @Test
  void base64OfAnySizeStreams() throws IOException {
    byte[] data = new byte[300_001];
    new Random(5).nextBytes(data);
    Octets source = Octets.of(Base64.getMimeEncoder().encode(data));
    Base64Layout layout = Base64Layout.of(source, 0, source.length());
    Content again =
        layout.encoded(out -> new Base64Input(source.stream(0, source.length())).transferTo(out));
    assertEquals(string(source.slice(0, source.length())), written(again));
  }

  @Test
  void uuencodeIsReadAndWrittenAnew() throws IOException {
    String source = "see below\nbegin 644 a.txt\n#86YN\n`\nend\nbye\n";
    assertEquals("ann", decoded("x-uuencode", source));
    assertEquals(
        "see below\nbegin 644 a.txt\n$8F]B(0``\n`\nend\nbye\n", edited("uuencode", source, "bob!"));
    assertEquals(
        source,
        edited("uuencode", source.replace("ann", "x"), "bob")
            .replace("$8F]B(0``", "#86YN")
            .replace("#8F]B", "#86YN"));
    assertEquals("no bob", edited("uue", "no ann", "bob"));
    assertEquals("a", decoded("uue", "begin 644 x\n!80\n"));
  }
}
