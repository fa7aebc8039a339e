package org.emailflow.mail;

import static org.emailflow.mail.TestMail.message;
import static org.emailflow.mail.TestMail.octets;
import static org.emailflow.mail.TestMail.slice;
import static org.emailflow.mail.TestMail.string;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class HeaderTest {
  private static String fields(Header header) {
    return header.fields().stream().map(Field::toString).collect(Collectors.joining("|"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"\r\n", "\n", "\r"})
  void anyLineEndEndsALine(String end) throws Exception {
    Message m =
        message(String.join(end, "A: 1", "B: two", "\tfolded ", " more", "C:3", "", "body", ""));
    assertEquals("A: 1|B: two\tfolded  more|C: 3", fields(m.header()));
    assertEquals("body" + end, TestMail.body(m, m.root()));
    Field b = m.header().first("b").orElseThrow();
    assertEquals("B: two" + end + "\tfolded " + end + " more" + end, string(b.raw()));
    assertEquals(string(b.raw()), slice(m, b.start(), b.end()));
    assertEquals(" two", slice(m, b.bodyStart(), b.bodyStart() + 4));
  }

  @Test
  void namesAreFoundInAnyCase() throws Exception {
    Header h = message("to: a\nTo: b\nTO: c\nToo: d\n\n").header();
    assertEquals("a", h.first("To").orElseThrow().body());
    assertEquals("c", h.last("to").orElseThrow().body());
    assertEquals(3, h.count("tO"));
    assertEquals(List.of("to", "To", "TO"), h.all("To").stream().map(Field::name).toList());
    assertTrue(h.first("Cc").isEmpty());
    assertTrue(h.last("Cc").isEmpty());
  }

  @Test
  void theSectionEndsAtTheFirstLineThatCannotBeAField() throws Exception {
    Message m = message("A: 1\nHello there\nB: 2\n\nx");
    assertEquals("A: 1", fields(m.header()));
    assertEquals("Hello there\nB: 2\n\nx", TestMail.body(m, m.root()));
    assertEquals(m.header().end(), m.header().bodyStart());
  }

  @Test
  void whiteSpaceBeforeTheColonBelongsToNobody() throws Exception {
    assertEquals("Subject: x", fields(message("Subject \t: x\n\n").header()));
  }

  @Test
  void mailboxLinesAndLinesWithoutANameAreStrays() throws Exception {
    Message m = message("From ann Sat\n x\nA: 1\nFrom bob Sun\n y\n: nameless\n\tz\nB: 2\n\n");
    assertEquals("A: 1|B: 2", fields(m.header()));
    StringBuilder strays = new StringBuilder();
    for (Range r : m.header().strays()) {
      strays.append(slice(m, r.start(), r.end()));
    }
    assertEquals("From ann Sat\n x\nFrom bob Sun\n y\n: nameless\n\tz\n", strays.toString());
  }

  @Test
  void aParagraphThatBeginsWithFromIsText() throws Exception {
    Message m = message("A: 1\nFrom my house\n\nHello\n");
    assertEquals("From my house\n\nHello\n", TestMail.body(m, m.root()));
    assertTrue(m.header().strays().isEmpty());
  }

  @Test
  void aMailboxLineAloneIsNoText() throws Exception {
    Message m = message("From ann Sat\n\nHello\n");
    assertEquals("Hello\n", TestMail.body(m, m.root()));
    assertEquals(1, m.header().strays().size());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", "\n", "\r\n", "\r", "x", " ", "A", "A:", "A: 1\n", "A: 1", "\n\n", ":"})
  void theShortestMessagesAreRead(String source) throws Exception {
    Message m = message(source);
    assertTrue(m.header().end() <= m.header().bodyStart());
    assertEquals(source.length(), m.root().bodyEnd());
  }

  @Test
  void aHeaderWithoutABody() throws Exception {
    Message m = message("A: 1");
    assertEquals("A: 1", fields(m.header()));
    assertEquals(4, m.header().end());
    assertEquals(4, m.root().bodyEnd());
  }

  @Test
  void bytesAreUtf8IfTheyCanBeAndNulsAreTakenOut() throws Exception {
    assertEquals("\u00e9", message("S: \u00c3\u00a9\n\n").header().first("S").orElseThrow().body());
    assertEquals("\u00e9x", message("S: \u00e9\0x\n\n").header().first("S").orElseThrow().body());
  }

  @Test
  void encodedWordsAreReadAcrossFolds() throws Exception {
    Header h = message("S: =?utf-8?q?a=C3?=\n =?utf-8?q?=A9b?= c\n\n").header();
    assertEquals("a\u00e9b c", h.first("S").orElseThrow().text());
  }

  @Test
  void aLongLineIsOneField() throws Exception {
    String value = "v".repeat(200_000);
    Message m = message("A: " + value + "\r\n\t" + "w" + "\r\nB: 2\r\n\r\nbody");
    assertEquals(value + "\t" + "w", m.header().first("A").orElseThrow().body());
    assertEquals("2", m.header().first("B").orElseThrow().body());
  }

  @Test
  void limitsHaveNames() {
    assertReason("field-too-large", "A: " + "x".repeat(1 << 18) + "\n\n");
    assertReason("field-too-large", "A: x\n" + " xx\n".repeat(1 << 16) + "B: x\n\n");
    assertReason("header-too-large", field(200_000).repeat(6) + "\n");
    assertReason("header-too-large", "A: " + "x".repeat(3 << 20) + "\n\n");
    assertReason("too-many-fields", "A:\n".repeat(10_001) + "\n");
    StringBuilder parts = new StringBuilder("Content-Type: multipart/mixed; boundary=b\n\n");
    for (int i = 0; i < 10; i++) {
      parts.append("--b\n").append(field(200_000).repeat(4)).append("\n");
    }
    assertReason("headers-too-large", parts.toString());
  }

  private static String field(int length) {
    return "A: " + "x".repeat(length) + "\n";
  }

  private static void assertReason(String reason, String source) {
    MailException e = assertThrows(MailException.class, () -> message(source));
    assertEquals(reason, e.reason());
  }

  @Test
  void aSectionIsReadAlone() throws MailException, IOException {
    Octets source = octets("xxA: 1\nB: 2\n\nC: 3\n\nyy");
    Header first = Header.read(source, 2, source.length() - 2, Limits.DEFAULT);
    Header second = Header.read(source, first.bodyStart(), source.length() - 2, Limits.DEFAULT);
    assertEquals("A: 1|B: 2", fields(first));
    assertEquals("C: 3", fields(second));
    assertEquals(source.length() - 2, second.bodyStart());
  }
}
