package org.emailflow.mail;

import static org.emailflow.mail.TestMail.body;
import static org.emailflow.mail.TestMail.message;
import static org.emailflow.mail.TestMail.slice;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class EntityTest {
  private static final String MIXED = "Content-Type: multipart/mixed; boundary=b\n\n";

  /** The tree as types and bodies. */
  private static String tree(Message m, Entity e) throws IOException {
    if (e.children().isEmpty()) {
      return e.mediaType() + "'" + body(m, e) + "'";
    }
    StringBuilder out = new StringBuilder(e.mediaType()).append('[');
    for (Entity child : e.children()) {
      out.append(tree(m, child)).append(' ');
    }
    return out.toString().strip() + ']';
  }

  private static String tree(String source) throws Exception {
    Message m = message(source);
    return tree(m, m.root());
  }

  @ParameterizedTest
  @ValueSource(strings = {"\r\n", "\n", "\r"})
  void theLineEndBeforeADelimiterBelongsToIt(String end) throws Exception {
    String source =
        "Content-Type: multipart/mixed; boundary=\"b\"\n\npre\n--b\n\none\n\n--b\t \nContent-Type: text/html\n\ntwo\n--b--\nepi\n";
    Message m = message(source.replace("\n", end));
    assertEquals("multipart/mixed[text/plain'one" + end + "' text/html'two']", tree(m, m.root()));
    Entity root = m.root();
    assertEquals("pre" + end, slice(m, root.preamble().start(), root.preamble().end()));
    assertEquals("epi" + end, slice(m, root.epilogue().start(), root.epilogue().end()));
    assertEquals(
        "--b" + end + ",--b\t " + end + ",--b--" + end,
        root.delimiters().stream().map(d -> text(m, d)).collect(Collectors.joining(",")));
    assertEquals("b", root.boundary());
  }

  private static String text(Message m, Delimiter d) {
    return TestMail.string(bytes(m)).substring((int) d.start(), (int) d.end());
  }

  private static byte[] bytes(Message m) {
    try {
      return m.octets().slice(0, m.octets().length());
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  @Test
  void aClosingDelimiterMayBeMissing() throws Exception {
    Message m = message(MIXED + "--b\n\none\n--b\n\ntwo\n");
    assertEquals("multipart/mixed[text/plain'one' text/plain'two\n']", tree(m, m.root()));
    assertTrue(m.root().epilogue().isEmpty());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "Content-Type: multipart/mixed\n\n--b\n\none\n--b--\n",
        "Content-Type: multipart/mixed; boundary=\"\"\n\n--b\n\none\n--b--\n",
        "Content-Type: multipart/mixed; boundary=c\n\n--b\n\none\n--b--\n",
        "Content-Type: multipart/mixed; boundary=b\n\nx\n--b--\none\n",
        "Content-Type: multipart/mixed; boundary=b\n\n --b\n\none\n",
      })
  void aMultipartWithoutUsableBoundaryIsText(String source) throws Exception {
    Message m = message(source);
    assertEquals("multipart/mixed", m.root().mediaType());
    assertFalse(m.root().isMultipart());
    assertTrue(m.root().children().isEmpty());
    assertTrue(m.root().delimiters().isEmpty());
    assertEquals(source.substring(source.indexOf("\n\n") + 2), body(m, m.root()));
  }

  @Test
  void anOuterDelimiterEndsWhatIsOpenWithin() throws Exception {
    assertEquals(
        "multipart/mixed[multipart/alternative[text/plain'in'] text/plain'out']",
        tree(
            MIXED
                + "--b\nContent-Type: multipart/alternative; boundary=i\n\n--i\n\nin\n--b\n\nout\n--b--"));
  }

  @Test
  void aNestedMultipartWithTheSameBoundaryIsEmptyText() throws Exception {
    assertEquals(
        "multipart/mixed[multipart/alternative'' text/plain'in']",
        tree(MIXED + "--b\n" + MIXED.replace("mixed", "alternative") + "--b\n\nin\n--b--\n"));
  }

  @Test
  void aBoundaryThatBeginsWithAnotherIsAnother() throws Exception {
    assertEquals(
        "multipart/mixed[multipart/mixed[text/plain'x\n--bcd\ny'] text/plain'z']",
        tree(
            MIXED
                + "--b\nContent-Type: multipart/mixed; boundary=bc\n\n--bc\n\nx\n--bcd\ny\n--bc--\n--b\n\nz\n--b--\n"));
  }

  @Test
  void delimitersWithoutBlankLinesOrParts() throws Exception {
    assertEquals(
        "multipart/mixed[text/plain'' text/plain'x']",
        tree(MIXED + "--b\nA: 1\n--b\n--b\n\nx\n--b--"));
    assertEquals("multipart/mixed[text/plain'']", tree(MIXED + "--b"));
    assertEquals(
        "multipart/mixed[text/plain'x']",
        tree("Content-Type: multipart/mixed; boundary=b\n--b\n\nx\n--b--"));
  }

  @Test
  void anInnerOneThatEndsAtItsDelimiterStaysWithinItsBounds() throws Exception {
    Message m =
        message(
            MIXED + "--b\nContent-Type: multipart/mixed; boundary=i\n\n--i\n\nx\n--i--\n--b--\n");
    Entity inner = m.root().children().get(0);
    assertEquals("--i\n\nx\n--i--", body(m, inner));
    assertEquals(inner.bodyEnd(), inner.delimiters().get(1).end());
    assertTrue(inner.epilogue().isEmpty());
  }

  @Test
  void embeddedMessagesAreReadUnlessTheyAreEncoded() throws Exception {
    String inner = "Subject: in\nContent-Type: text/html\n\nhi";
    assertEquals("message/rfc822[text/html'hi']", tree("Content-Type: message/rfc822\n\n" + inner));
    assertEquals(
        "message/global[text/html'hi']",
        tree("Content-Type: message/global\nContent-Transfer-Encoding: 8bit\n\n" + inner));
    assertEquals(
        "message/rfc822'x'",
        tree("Content-Type: message/rfc822\nContent-Transfer-Encoding: base64\n\nx"));
    Message m = message("Content-Type: message/rfc822\n\n" + inner);
    assertTrue(m.root().isMessage());
    assertFalse(m.root().children().get(0).isMessage());
  }

  @Test
  void aPartOfADigestIsAMessage() throws Exception {
    assertEquals(
        "multipart/digest[message/rfc822[text/plain'x'] text/html'y' text/plain'z']",
        tree(
            "Content-Type: multipart/digest; boundary=b\n\n--b\n\nSubject: in\n\nx\n--b\nContent-Type: text/html\n\ny\n--b\nContent-Type: nonsense\n\nz\n--b--"));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "TEXT/Html; charset=x|text/html",
        "text/html(comment)|text/html",
        "text|text/plain",
        "text/a/b|text/plain",
        "/html|text/plain",
        "''|text/plain",
        "; charset=x|text/plain",
      })
  void mediaTypes(String body, String type) throws Exception {
    assertEquals(type, message("Content-Type: " + body + "\n\n").root().mediaType());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "base64|base64",
        "Quoted-Printable  |quoted-printable",
        "quoted-printable;|quoted-printable",
        "8bit (really)|8bit",
        "''|7bit",
      })
  void transferEncodings(String body, String encoding) throws Exception {
    assertEquals(
        encoding, message("Content-Transfer-Encoding: " + body + "\n\n").root().transferEncoding());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "x; p=v|v",
        "x;; ;p=\"v\" ;|v",
        "x; p = v w ; q=1|v w",
        "x; P=v (comment)|v",
        "x; p=v; p=w|v",
        "x; q; p=v|v",
        "x (;p=no) ; (p=no) p=v|v",
        "x; p=\"a;b\\\"c\\\\d\"|a;b\"c\\d",
        "x; p=\"C:\\new\"|C:\\new",
        "x; p=\"never closed|never closed",
        "x; p=a=b/c@d|a=b/c@d",
        "x; p*=utf-8''%e2%82%ac; p=no|\u20ac",
        "x; p*=iso-8859-1'en'caf%E9|caf\u00e9",
        "x; p*1=b; p*0=a|ab",
        "x; p*0*=utf-8''a%E2; p*1*=%82%AC; p*2=\"%20\"|a\u20ac%20",
        "x; p*0*=''a; p*1=b|ab",
        "x; p*=no-charset%|no-charset%",
        "x; p*=x-nobody-knows''%e9|\u00e9",
        "x; p=\"=?utf-8?q?caf=C3=A9?=\"|caf\u00e9",
      })
  void parameters(String body, String value) throws Exception {
    Message m = message("Content-Type: " + body + "\nContent-Disposition: " + body + "\n\n");
    assertEquals(value, m.root().parameter("p").orElseThrow());
  }

  @Test
  void fileNames() throws Exception {
    assertEquals(
        "a.txt",
        message(
                "Content-Type: text/plain; name=b.txt\nContent-Disposition: Attachment; filename=a.txt\n\n")
            .root()
            .fileName()
            .orElseThrow());
    Entity e =
        message("Content-Type: text/plain; name=b.txt\nContent-Disposition: INLINE\n\n").root();
    assertEquals("b.txt", e.fileName().orElseThrow());
    assertEquals("inline", e.disposition());
    assertTrue(message("A: 1\n\n").root().fileName().isEmpty());
    assertEquals("", message("A: 1\n\n").root().disposition());
  }

  @Test
  void boundariesFarLongerThanAllowedAreCompared() throws Exception {
    String b = "b".repeat(7000);
    assertEquals(
        "multipart/mixed[text/plain'x']",
        tree(
            "Content-Type: multipart/mixed; boundary="
                + b
                + "\n\n--"
                + b
                + "\n\nx\n--"
                + b
                + "--"));
  }

  @Test
  void eightBitBoundariesAreCompared() throws Exception {
    assertEquals(
        "multipart/mixed[text/plain'x']",
        tree("Content-Type: multipart/mixed; boundary=\"\u00e9\"\n\n--\u00e9\n\nx\n--\u00e9--"));
  }

  @Test
  void limitsHaveNames() {
    StringBuilder deep = new StringBuilder();
    for (int i = 0; i < 60; i++) {
      deep.append("Content-Type: message/rfc822\n\n");
    }
    assertReason("nested-too-deep", deep.toString());
    StringBuilder multi = new StringBuilder();
    for (int i = 0; i < 60; i++) {
      multi.append(MIXED.replace("=b", "=b" + i)).append("--b").append(i).append('\n');
    }
    assertReason("nested-too-deep", multi.toString());
    assertReason("too-many-parts", MIXED + "--b\n\n.\n".repeat(10_000));
  }

  private static void assertReason(String reason, String source) {
    MailException e = assertThrows(MailException.class, () -> message(source));
    assertEquals(reason, e.reason());
  }
}
