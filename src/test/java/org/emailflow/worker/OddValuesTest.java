package org.emailflow.worker;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.emailflow.TestSite;
import org.emailflow.spool.Folder;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Whatever stands in a message, the database takes what is kept of it, or that message alone fails
 * by name: none holds up its batch.
 */
class OddValuesTest {
  private static final long SEED = 20261121;
  private static final int ROUNDS = Integer.getInteger("efm.odd-values", 4);
  private static final int A_ROUND = 40;

  /** In place of each of them something odd is put; the others stay whole. */
  private static final List<String> FIELDS =
      List.of(
          "Return-Path",
          "From",
          "Sender",
          "Reply-To",
          "To",
          "Cc",
          "Subject",
          "Message-ID",
          "In-Reply-To",
          "References",
          "Auto-Submitted",
          "Status",
          "Final-Recipient",
          "Diagnostic-Code",
          "Action");

  private static final List<String> PIECES =
      List.of(
          "\0",
          "'",
          "\\",
          "\"",
          "`",
          "{fn now()}",
          "{",
          "?",
          ":a",
          "$1",
          "%s",
          ";",
          "--",
          "/*",
          "<",
          ">",
          "@",
          ",",
          "(",
          ")",
          "a@b.example",
          "<a@b.example>",
          "x".repeat(300),
          "x".repeat(9000),
          utf8("\ud83d\ude00"),
          utf8("\ud83d\ude00".repeat(300)),
          utf8("\ufb2c".repeat(200)),
          utf8("\u0130".repeat(200)),
          utf8("\u00fc"),
          "\u00ff\u00fe",
          "\u00c3",
          "\u00ed\u00a0\u0080",
          "\u00f4\u0090\u0080\u0080",
          "=?utf-8?q?=00=ff=F0=9F=98=80?=",
          "=?utf-16be?b?2AA=?=",
          "=?utf-7?q?+2AA-?=",
          "=?utf-8?b?" + "8J+YgPCfmIDwn5iA".repeat(20) + "?=",
          "5.1.1",
          "5.99999999999.1",
          "9".repeat(40));

  @TempDir Path folder;
  private TestSite site;
  private String service;
  private int letters;

  @BeforeEach
  void open() {
    site = new TestSite(folder, "[relay]", "third-party = \"mask\"");
    service = site.service("bob@real-owner.test");
  }

  @AfterEach
  void close() {
    site.close();
  }

  private static String utf8(String text) {
    return new String(text.getBytes(UTF_8), ISO_8859_1);
  }

  /** A letter or, to a token, a bounce; each character a byte. */
  private static String letter(String recipient, String field, String odd, int number) {
    boolean report = recipient.startsWith("bounce-");
    String whole =
        """
        Return-Path: <ann@real-user.example>
        Delivered-To: %1$s
        From: Ann <ann@real-user.example>
        Sender: ann@real-user.example
        Reply-To: ann@real-user.example
        To: %1$s
        Cc: Eva <eva@third.example>
        Subject: odd
        Message-ID: <odd%2$d@mail.example>
        In-Reply-To: <before%2$d@mail.example>
        References: <first%2$d@mail.example> <before%2$d@mail.example>
        Auto-Submitted: %4$s
        MIME-Version: 1.0
        Content-Type: %3$s

        --b
        Content-Type: text/plain

        Number %2$d.
        --b
        Content-Type: %5$s

        Reporting-MTA: dns; mx.real-owner.test

        Final-Recipient: rfc822; bob@real-owner.test
        Action: failed
        Status: 5.1.1
        Diagnostic-Code: smtp; 550 no such user

        --b--
        """
            .formatted(
                recipient,
                number,
                report
                    ? "multipart/report; report-type=delivery-status; boundary=b"
                    : "multipart/mixed; boundary=b",
                report ? "auto-replied" : "no",
                report ? "message/delivery-status" : "text/plain");
    List<String> lines = new ArrayList<>();
    whole
        .lines()
        .forEach(line -> lines.add(line.startsWith(field + ":") ? field + ": " + odd : line));
    return String.join("\n", lines) + "\n";
  }

  private void put(String recipient, String field, String odd) {
    int number = ++letters;
    String letter = letter(recipient, field, odd, number);
    site.put("1763719200.M" + number + "P1.odd", letter.getBytes(ISO_8859_1));
  }

  private void putNeighbour() {
    put(service, "Subject", "as usual");
  }

  private void assertAllEnd() {
    site.sweep();
    assertEquals(List.of(), site.names(Folder.INBOX_NEW));
    assertEquals(
        List.of(),
        site.rows(
            "select reason, left(detail, 900) from ledger where reason in ('bug', 'refused-by-database')"));
  }

  @ParameterizedTest
  @ValueSource(ints = {400, 1000, 5000, 20_000, 100_000, 900_000})
  void aWritersAddressOfAnyLengthHoldsUpNobody(int length) {
    putNeighbour();
    put(service, "From", "Ann <" + "x".repeat(length) + "@real-user.example>");
    putNeighbour();
    assertAllEnd();
    assertEquals(2, site.queue().stream().filter(m -> m.recipient().startsWith("bob")).count());
  }

  @ParameterizedTest
  @ValueSource(strings = {"www-data", "@", "ann@", "@real-user.example", "+a@real-user.example"})
  void anEnvelopeSenderThatIsNoAddressHarmsNothing(String sender) {
    put(service, "Return-Path", "<" + sender + ">");
    assertAllEnd();
    assertEquals("relayed", site.text("select disposition from ledger"));
  }

  @Test
  void anythingInAnyFieldEndsByName() {
    Random random = new Random(SEED);
    put(service, "Subject", "the first");
    site.sweep();
    List<String> recipients =
        List.of(service, service, site.take().sender(), "service-0000000000000000@relay.example");
    for (int round = 0; round < ROUNDS; round++) {
      for (int i = 0; i < A_ROUND; i++) {
        String field = FIELDS.get(random.nextInt(FIELDS.size()));
        put(recipients.get(random.nextInt(recipients.size())), field, odd(random));
      }
      assertAllEnd();
      site.clock.advance(Duration.ofHours(25));
    }
  }

  private static String odd(Random random) {
    StringBuilder odd = new StringBuilder();
    boolean bracketed = random.nextBoolean();
    odd.append(bracketed ? "<" : "");
    for (int i = random.nextInt(4); i >= 0; i--) {
      odd.append(PIECES.get(random.nextInt(PIECES.size())));
    }
    return odd.append(bracketed ? "@odd.example>" : "").toString();
  }
}
