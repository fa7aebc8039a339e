package org.emailflow.mail;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Base64;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What is no known address keeps its bytes. */
class FidelityTest {

  private static final String HEAD = "From: ann@real.example\nContent-Type: ";

  private final TestSpace space = TestSpace.toService();

  private String body(String type, String body) throws Exception {
    return TestSpace.bodyOf(space.translate(HEAD + type + "\n\n" + body));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "text/plain",
        "text/html",
        "text/calendar",
        "text/vcard",
        "text/plain; charset=utf-16",
        "text/plain; charset=utf-7",
        "text/plain; charset=iso-2022-jp",
        "text/plain; charset=nonsense",
        "text/plain; format=flowed; delsp=yes",
        "text/plain\nContent-Transfer-Encoding: quoted-printable",
        "text/plain\nContent-Transfer-Encoding: base64",
        "message/external-body",
        "multipart/mixed",
        "application/octet-stream",
        "audio/ogg\nContent-Transfer-Encoding: base64",
      })
  void bodiesWithoutAddressesKeepTheirBytes(String type) throws Exception {
    String body =
        "annabel@real.example.org joann@real.example \0\001\033$B\r\n =41 =\r\n%41 &amp; <b>x\rann at"
            + " real.example\n--\n\u00ff\u00fe+AEE- @real.example ann@\n  \n";
    assertEquals(body, body(type, body));
  }

  @Test
  void onlyTheAddressChangesInQuotedPrintable() throws Exception {
    String type = "text/plain; charset=iso-8859-1\nContent-Transfer-Encoding: quoted-printable";
    assertEquals(
        "a =\nb=FC user-1@relay.test c=3d =20\r\n=E9",
        body(type, "a =\nb=FC ann=40re=\nal.example c=3d =20\r\n=E9"));
  }

  @Test
  void quotedPrintableLinesStayShort() throws Exception {
    String line = "x".repeat(50) + " ann@real.example " + "y".repeat(7) + "\n";
    String out = body("text/plain\nContent-Transfer-Encoding: quoted-printable", line.repeat(3));
    assertTrue(out.lines().allMatch(l -> l.length() <= 76), out);
    String want = line.replace("ann@real.example", "user-1@relay.test").repeat(3);
    assertEquals(want, out.replace("=\n", ""));
  }

  @Test
  void base64KeepsItsLineLengthAndLineEnds() throws Exception {
    byte[] text = "I am ann@real.example, é\n".repeat(20).getBytes(StandardCharsets.UTF_8);
    String body = Base64.getMimeEncoder(60, new byte[] {'\r', '\n'}).encodeToString(text) + "\r\n";
    String out = body("text/plain; charset=utf-8\nContent-Transfer-Encoding: base64", body);
    assertTrue(out.endsWith("\r\n") && out.indexOf("\r\n") == 60, out);
    String decoded =
        new String(Base64.getMimeDecoder().decode(TestMail.bytes(out)), StandardCharsets.UTF_8);
    assertEquals("I am user-1@relay.test, é\n".repeat(20), decoded);
  }

  @Test
  void partsOfOtherTypesAreCopied() throws Exception {
    String part =
        """
        Content-Type: application/pdf; name="ann.pdf"
        Content-Transfer-Encoding: base64

        YW5uQHJlYWwuZXhhbXBsZQ==
         ann@real.example
        """;
    String message = "--b\n" + part + "--b\n\nann@real.example\n--b--\n";
    assertEquals(
        "--b\n" + part + "--b\n\nuser-1@relay.test\n--b--\n",
        body("multipart/mixed; boundary=b", message));
  }

  @Test
  void quotesReadNaturallyOnBothSides() throws Exception {
    assertEquals(
        "On Saturday <bob@real.test> wrote:\n> mail user-1@relay.test\n",
        body("text/plain", "On Saturday <service-2@relay.test> wrote:\n> mail ann@real.example\n"));
  }

  @Test
  void longTextsAreCutBetweenAddresses() throws Exception {
    String line = "x".repeat(61) + " ann@real.example\n";
    String text = line.repeat(TextCuts.PIECE * 3 / line.length());
    String want = text.replace("ann@real.example", "user-1@relay.test");
    assertSameText(want, body("text/plain", text));
    String single = text.replace('\n', ' ');
    assertSameText(want.replace('\n', ' '), decoded(body("text/plain", single)));
    String encoded = Base64.getMimeEncoder().encodeToString(TestMail.bytes(text));
    String out = body("text/plain\nContent-Transfer-Encoding: base64", encoded);
    assertSameText(want, TestMail.string(Base64.getMimeDecoder().decode(TestMail.bytes(out))));
  }

  /** As a reader of quoted-printable sees it. */
  private static String decoded(String quotedPrintable) throws Exception {
    Octets octets = TestMail.octets(quotedPrintable);
    return TestMail.string(
        TransferEncoding.decode(octets, 0, octets.length(), "quoted-printable").bytes());
  }

  @Test
  void linesThatAnEditMakesTooLongAreQuotedPrintable() throws Exception {
    String line = "x".repeat(977) + " ann@real.example e\u00e9=\n";
    String whole = space.translate(HEAD + "text/plain; charset=iso-8859-1\n\na\n" + line);
    assertTrue(whole.contains("\nContent-Transfer-Encoding: quoted-printable\n"), whole);
    assertTrue(whole.lines().allMatch(l -> l.length() <= 998), whole);
    assertEquals(
        "a\n" + line.replace("ann@real.example", "user-1@relay.test"),
        decoded(TestSpace.bodyOf(whole)));
    String parts =
        body(
            "multipart/mixed; boundary=b",
            "--b\nContent-Type: text/plain\nContent-Transfer-Encoding: 8bit\n\n"
                + line
                + "--b\n\n"
                + line
                + "--b\n\n"
                + line.replace("ann@", "joann@")
                + "--b--\n"
                + line);
    String quoted = "Content-Transfer-Encoding: quoted-printable\n\n";
    assertEquals(2, parts.split(quoted, -1).length - 1, parts);
    assertTrue(parts.contains("--b\nContent-Type: text/plain\n" + quoted), parts);
    assertTrue(parts.contains("--b\n" + quoted), parts);
    assertTrue(parts.contains(" joann@real.example e\u00e9=\n"), parts);
    assertTrue(parts.endsWith("x user-1@relay.test\ne\u00e9=\n"), parts);
  }

  @Test
  void fieldsOfAnEmbeddedMessageWithoutAHeaderStandBelowThoseOfTheOuterOne() throws Exception {
    String line = "x".repeat(990) + " ann@real.example e=\n";
    String out =
        space.translate("From: ann@real.example\nContent-Type: message/rfc822\nno field\n" + line);
    Entity root = TestMail.message(out).root();
    assertEquals(1, root.header().count("Date"), out);
    assertEquals(0, root.header().count("Content-Transfer-Encoding"), out);
    Entity embedded = root.children().get(0);
    assertEquals("quoted-printable", embedded.transferEncoding(), out);
    assertTrue(TestSpace.bodyOf(TestSpace.bodyOf(out)).startsWith("no field\n"), out);
  }

  @Test
  void linesThatStayShortKeepTheirEncoding() throws Exception {
    String line = "x".repeat(960) + " ann@real.example \n";
    assertEquals(
        line.replace("ann@real.example", "user-1@relay.test").repeat(2),
        body("text/plain", line.repeat(2)));
  }

  @Test
  void wideTextsAreCutBetweenCharacters() throws Exception {
    String text = "日本 ann@real.example\n".repeat(20_000);
    byte[] bytes = text.getBytes(StandardCharsets.UTF_16LE);
    String encoded = Base64.getMimeEncoder().encodeToString(bytes);
    String out = body("text/plain; charset=utf-16le\nContent-Transfer-Encoding: base64", encoded);
    String want = text.replace("ann@real.example", "user-1@relay.test");
    byte[] decoded = Base64.getMimeDecoder().decode(TestMail.bytes(out));
    assertSameText(want, new String(decoded, StandardCharsets.UTF_16LE));
  }

  /** Says where, not all of what differs. */
  private static void assertSameText(String want, String is) {
    int at = Arrays.mismatch(want.toCharArray(), is.toCharArray());
    assertEquals(-1, at, () -> is.substring(Math.max(0, at - 40), Math.min(is.length(), at + 40)));
  }

  @Test
  void foldsAndTagsAreNotCut() {
    byte[] folds = new byte[TextCuts.PIECE];
    Arrays.fill(folds, (byte) 'x');
    int at = folds.length - 100;
    folds[at] = '\n';
    folds[at + 1] = ' ';
    folds[at - 50] = '\n';
    folds[at + 20] = '<';
    folds[at + 30] = '\n';
    assertEquals(at - 49, TextCuts.end(folds));
  }
}
