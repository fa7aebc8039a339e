package org.emailflow.courier;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.Charset;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.stream.Stream;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import org.emailflow.spool.Failpoints;
import org.emailflow.spool.Spool;
import org.emailflow.spool.Step;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** One pass over the queue, against a server that keeps what it hears. */
class CourierTest {

  private static final String ENVELOPE =
      "X-Efm-Sender: <bounce-t1@relay.example>\nX-Efm-Recipient: <ann@real.example>\n\n";

  @TempDir Path folder;
  private Path root;
  private final MapLedger ledger = new MapLedger();
  private final List<Delivered> told = new ArrayList<>();
  private SmtpSink sink;
  private Instant now = Instant.parse("2026-01-02T00:00:10Z");

  @BeforeEach
  void spool() throws IOException {
    root = folder.resolve("spool");
    Spool.create(root);
    sink = new SmtpSink("8BITMIME", "SIZE 1000000", "DSN", "SMTPUTF8");
  }

  @AfterEach
  void closeSink() throws IOException {
    sink.close();
  }

  private void queue(String name, String content, Charset charset) throws IOException {
    Files.write(root.resolve("queue/new").resolve(name), content.getBytes(charset));
    ledger.standings.put(name, Standing.DUE);
  }

  private void queue(String name, String content) throws IOException {
    queue(name, content, UTF_8);
  }

  private Pass pass() {
    return pass(Failpoints.NONE);
  }

  private Pass pass(Failpoints failpoints) {
    return courier(failpoints).pass(told::add);
  }

  private Courier courier(Failpoints failpoints) {
    Spool spool = Spool.open(root, failpoints);
    Clock clock = Clock.fixed(now, ZoneOffset.UTC);
    Mta mta = Mta.smtp(sink.host(), sink.port(), "relay.example");
    return new Courier(spool, ledger, mta, "Delivered-To", clock, new Random(1), failpoints);
  }

  private List<String> names(String box) throws IOException {
    try (Stream<Path> files = Files.list(root.resolve("queue").resolve(box))) {
      return files.map(f -> f.getFileName().toString()).sorted().toList();
    }
  }

  @Test
  void theEnvelopeIsSaidWithItsParameters() throws IOException {
    queue(
        "1.1.eml",
        "X-Efm-Sender: <bounce-t1@relay.example>\n"
            + "X-Efm-Recipient: <ann@real.example>;notify=failure,delay"
            + ";orcpt=rfc822;user-x@relay.example\n"
            + "X-Efm-Envid: t1\nX-Efm-Ret: hdrs\n\nSubject: Hi\n\nText\n");
    assertEquals(new Pass(1, 0, 0), pass());
    assertTrue(sink.commands.contains("EHLO relay.example"), sink.commands.toString());
    assertTrue(
        sink.commands.contains(
            "MAIL FROM:<bounce-t1@relay.example> SIZE=18 BODY=8BITMIME RET=HDRS ENVID=t1"),
        sink.commands.toString());
    assertTrue(
        sink.commands.contains(
            "RCPT TO:<ann@real.example> NOTIFY=FAILURE,DELAY ORCPT=rfc822;user-x@relay.example"),
        sink.commands.toString());
    assertEquals(List.of("Subject: Hi\r\n\r\nText\r\n"), sink.messages);
    assertEquals(List.of("1.1.eml"), names("sent"));
    assertEquals(List.of("attempt 1.1.eml", "sent 1.1.eml: 250 2.0.0 queued"), ledger.log);
    assertEquals(List.of(), names("work"));
  }

  /** Cut after the answer was recorded, the report is written again: the same file. */
  @Test
  void aRefusalIsReportedToTheInboxInTheSameWordsHoweverOften() throws IOException {
    sink.answers.put("RCPT", "550 5.1.1 no such user");
    queue("1.1.eml", ENVELOPE + "A: b\n\n");
    assertThrows(Dead.class, () -> pass(dieAt(Step.ANSWER_RECORDED)));
    now = now.plusSeconds(60);
    pass();
    List<String> first = inbox();
    assertEquals(1, first.size());
    assertTrue(first.get(0).startsWith("Return-Path: <>\nDelivered-To: bounce-t1@relay.example\n"));
    assertTrue(first.get(0).contains("\nStatus: 5.1.1\n"), first.get(0));
    Files.move(root.resolve("queue/bad/1.1.eml"), root.resolve("queue/new/1.1.eml"));
    pass();
    assertEquals(first, inbox());
    assertEquals(List.of("1.1.eml"), names("bad"));
  }

  @Test
  void nobodyIsToldOfARefusedNotice() throws IOException {
    sink.answers.put("RCPT", "550 5.1.1 no such user");
    queue("1.1.eml", "X-Efm-Sender: <>\nX-Efm-Recipient: <ann@real.example>\n\nA: b\n\n");
    assertEquals(new Pass(0, 0, 1), pass());
    assertEquals(List.of(), inbox());
  }

  private List<String> inbox() throws IOException {
    List<String> mail = new ArrayList<>();
    try (Stream<Path> files = Files.list(root.resolve("inbox/new"))) {
      for (Path file : files.toList()) {
        mail.add(Files.readString(file));
      }
    }
    return mail;
  }

  @Test
  void tlsIsTakenWhereItIsOfferedWhateverTheCertificate() throws Exception {
    sink.close();
    sink = new SmtpSink("STARTTLS");
    sink.tls = selfSigned();
    queue("1.1.eml", ENVELOPE + "A: b\n\n");
    assertEquals(new Pass(1, 0, 0), pass());
    List<String> begin = sink.commands.subList(0, 5);
    assertTrue(
        begin.toString().matches("\\[EHLO \\S+, STARTTLS, TLSv1\\S+, EHLO .*, MAIL .*"),
        begin::toString);
  }

  private SSLContext selfSigned() throws Exception {
    Path store = folder.resolve("key.p12");
    char[] password = "changeit".toCharArray();
    Process keytool =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "keytool").toString(),
                "-genkeypair",
                "-keyalg",
                "EC",
                "-dname",
                "CN=sink.example",
                "-storepass",
                new String(password),
                "-keystore",
                store.toString())
            .start();
    assertEquals(0, keytool.waitFor());
    KeyManagerFactory keys = KeyManagerFactory.getInstance("PKIX");
    keys.init(KeyStore.getInstance(store.toFile(), password), password);
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(keys.getKeyManagers(), null, null);
    return context;
  }

  @Test
  void aServerWithoutExtensionsHearsNoneOfThem() throws IOException {
    sink.close();
    sink = new SmtpSink();
    queue(
        "1.1.eml",
        "X-Efm-Sender: <>\nX-Efm-Recipient: <ann@real.example>;notify=never\n\nX: y\n\n");
    assertEquals(new Pass(1, 0, 0), pass());
    assertTrue(sink.commands.contains("MAIL FROM:<>"), sink.commands.toString());
    assertTrue(sink.commands.contains("RCPT TO:<ann@real.example>"), sink.commands.toString());
  }

  @Test
  void internationalAddressesNeedSmtputf8() throws IOException {
    String envelope =
        "X-Efm-Sender: <>\nX-Efm-Recipient: <añn@real.example>\nX-Efm-Smtputf8: yes\n\nX: y\n\n";
    queue("1.1.eml", envelope);
    assertEquals(new Pass(1, 0, 0), pass());
    String rcpt = new String("RCPT TO:<añn@real.example>".getBytes(UTF_8), ISO_8859_1);
    assertTrue(sink.commands.contains(rcpt), sink.commands.toString());
    assertTrue(sink.commands.stream().anyMatch(c -> c.endsWith(" SMTPUTF8")));
    sink.close();
    sink = new SmtpSink("8BITMIME");
    queue("2.1.eml", envelope);
    assertEquals(new Pass(0, 0, 1), pass());
    assertTrue(ledger.log.get(3).startsWith("refused 2.1.eml: 5.6.7"), ledger.log.toString());
  }

  @Test
  void linesArriveAsTheyAreWithCrlf() throws IOException {
    queue("1.1.eml", ENVELOPE + "A: b\r\n\r\n.\r\n..x\nñ\nno end", ISO_8859_1);
    pass();
    assertEquals(List.of("A: b\r\n\r\n.\r\n..x\r\nñ\r\nno end\r\n"), sink.messages);
  }

  @Test
  void anyTextComesThroughAtAnyLength() throws IOException {
    Random random = new Random(20260102);
    for (int i = 0; i < 40; i++) {
      StringBuilder text = new StringBuilder("A: b\r\n\r\n");
      int length = random.nextInt(40_000);
      while (text.length() < length) {
        text.append(random.nextInt(3) == 0 ? "." : "x".repeat(random.nextInt(90)));
        text.append(random.nextInt(4) == 0 ? "\r\n" : ".");
      }
      queue(i + ".1.eml", ENVELOPE + text.append("\r\n"));
      pass();
      assertEquals(text.toString(), sink.messages.get(i));
    }
  }

  @Test
  void aNoIsForGood() throws IOException {
    sink.answers.put("RCPT", "550 5.1.1 no such\u0001 user");
    queue("1.1.eml", ENVELOPE + "A: b\n\n");
    assertEquals(new Pass(0, 0, 1), pass());
    assertEquals(List.of("1.1.eml"), names("bad"));
    assertEquals("refused 1.1.eml: 5.1.1 550 5.1.1 no such user", ledger.log.get(1));
    assertTrue(sink.commands.contains("RSET"), sink.commands.toString());
  }

  @Test
  void aNoAfterTheMessageIsForGoodToo() throws IOException {
    sink.answers.put(".", "554 5.7.1 looks like spam");
    queue("1.1.eml", ENVELOPE + "A: b\n\n");
    queue("2.1.eml", ENVELOPE + "A: b\n\n");
    assertEquals(new Pass(0, 0, 2), pass());
    assertEquals(List.of("1.1.eml", "2.1.eml"), names("bad"));
  }

  @Test
  void notNowIsTriedAgainInItsTime() throws IOException {
    sink.answers.put("MAIL", "451 4.3.2 busy");
    queue("1.1.eml", ENVELOPE + "A: b\n\n");
    assertEquals(new Pass(0, 1, 0), pass());
    assertEquals(List.of("1.1.eml"), names("new"));
    Duration wait = Duration.between(now, ledger.nextTries.get("1.1.eml"));
    assertTrue(wait.toSeconds() >= 60 && wait.toSeconds() <= 66, wait.toString());
    assertEquals(Pass.NOTHING, pass());
    sink.answers.clear();
    now = now.plus(Duration.ofMinutes(2));
    assertEquals(new Pass(1, 0, 0), pass());
    assertEquals(List.of("1.1.eml"), names("sent"));
  }

  @Test
  void afterFiveDaysItIsGivenUp() throws IOException {
    sink.answers.put("MAIL", "451 4.3.2 busy");
    queue("1.1.eml", ENVELOPE + "A: b\n\n");
    now = now.plus(Duration.ofDays(5));
    assertEquals(new Pass(0, 0, 1), pass());
    assertTrue(ledger.log.get(1).startsWith("refused 1.1.eml: 4.4.7"), ledger.log.toString());
  }

  @Test
  void aConnectionThatBreaksDefersOneAndTheNextGetsANewOne() throws IOException {
    sink.answers.put(".", SmtpSink.HANG_UP);
    queue("1.1.eml", ENVELOPE + "A: b\n\n");
    queue("2.1.eml", ENVELOPE + "A: b\n\n");
    assertEquals(new Pass(0, 2, 0), pass());
    sink.answers.clear();
    sink.answers.put("RCPT", SmtpSink.HANG_UP);
    now = now.plus(Duration.ofMinutes(2));
    assertEquals(new Pass(0, 2, 0), pass());
    assertEquals(List.of("1.1.eml", "2.1.eml"), names("new"));
  }

  @Test
  void anMtaThatIsAwayCountsNoAttempt() throws IOException {
    queue("1.1.eml", ENVELOPE + "A: b\n\n");
    sink.close();
    MtaUnavailableException away = assertThrows(MtaUnavailableException.class, this::pass);
    assertEquals(
        "cannot talk to smtp://"
            + sink.host()
            + ":"
            + sink.port()
            + ": Connection refused; start the MTA or set courier.transport",
        away.getMessage());
    assertEquals(List.of(), ledger.log);
    assertEquals(List.of("1.1.eml"), names("new"));
    assertEquals(List.of(), names("work"));
  }

  @Test
  void whatIsNotMarkedPublishedIsNotTaken() throws IOException {
    queue("1.1.eml", ENVELOPE + "A: b\n\n");
    ledger.standings.put("1.1.eml", Standing.UNPUBLISHED);
    assertEquals(Pass.NOTHING, pass());
    assertEquals(List.of("1.1.eml"), names("new"));
    assertEquals(List.of(), sink.commands);
  }

  @Test
  void aFileThatIsNobodysIsLeftAloneAndNamedOnce() throws IOException {
    queue("1.1.eml", ENVELOPE + "A: b\n\n");
    for (int i = 0; i < 7; i++) {
      queue("note" + i + "\u001b.txt", "buy milk");
      ledger.standings.remove("note" + i + "\u001b.txt");
    }
    Courier courier = courier(Failpoints.NONE);
    List<String> warnings = LogLines.of(Strangers.class, () -> courier.pass(told::add));
    assertEquals(
        List.of(
            "left alone in queue/new, as the ledger has no such message:"
                + " note0?.txt note1?.txt note2?.txt note3?.txt note4?.txt and 2 more;"
                + " take it out"),
        warnings);
    assertEquals(7, names("new").size());
    assertEquals(List.of("1.1.eml"), names("sent"));
    assertEquals(List.of(), LogLines.of(Strangers.class, () -> courier.pass(told::add)));
    queue("another", "");
    ledger.standings.remove("another");
    assertEquals(1, LogLines.of(Strangers.class, () -> courier.pass(told::add)).size());
  }

  @Test
  void theCallerIsToldOfEach() throws IOException {
    queue("1.1.eml", ENVELOPE + "A: b\n\n");
    queue("2.1.eml", "Subject: no envelope\n\n");
    pass();
    told.sort(Comparator.comparing(Delivered::name));
    assertEquals(List.of("sent", "refused"), told.stream().map(Delivered::word).toList());
    assertEquals("250 2.0.0 queued", told.get(0).reply());
    assertEquals(Optional.of("5.3.0"), told.get(1).status());
  }

  @Test
  void aPassThatIsStoppedEndsAfterTheMessageAtHand() throws IOException {
    queue("1.1.eml", ENVELOPE + "A: b\n\n");
    queue("2.1.eml", ENVELOPE + "A: b\n\n");
    Courier courier = courier(Failpoints.NONE);
    assertEquals(new Pass(1, 0, 0), courier.pass(delivered -> courier.stop()));
    assertEquals(1, names("new").size());
    assertEquals(Pass.NOTHING, courier.pass(told::add));
    assertEquals(List.of(), names("work"));
  }

  @Test
  void theConnectionEndsWithThePass() throws IOException {
    Courier courier = courier(Failpoints.NONE);
    for (int i = 1; i <= 2; i++) {
      queue(i + ".1.eml", ENVELOPE + "A: b\n\n");
      courier.pass(told::add);
      assertEquals(i, Collections.frequency(sink.commands, "EHLO relay.example"));
    }
  }

  @Test
  void whatIsRecordedAsSentIsNeverSentAgain() throws IOException {
    queue("1.1.eml", ENVELOPE + "A: b\n\n");
    queue("2.1.eml", ENVELOPE + "A: b\n\n");
    ledger.standings.put("1.1.eml", Standing.SENT);
    ledger.standings.put("2.1.eml", Standing.REFUSED);
    assertEquals(Pass.NOTHING, pass());
    assertEquals(List.of("1.1.eml"), names("sent"));
    assertEquals(List.of("2.1.eml"), names("bad"));
    assertEquals(List.of(), sink.messages);
  }

  @Test
  void aQueueFileThatCannotBeReadGoesToBad() throws IOException {
    queue("1.1.eml", "Subject: no envelope\n\n");
    assertEquals(new Pass(0, 0, 1), pass());
    assertEquals(List.of("1.1.eml"), names("bad"));
  }

  /** A disk that gives it back no more must not hold up the others, pass after pass. */
  @Test
  void oneThatCannotBeReadAnyMoreIsGivenUpWithoutAReport() throws IOException {
    sink.answers.put("RCPT", "550 5.1.1 no such user");
    queue("1.1.eml", ENVELOPE + "A: b\n\n");
    List<String> said = LogLines.of(Courier.class, () -> pass(this::spoilTheClaim));
    assertTrue(said.get(0).startsWith("1.1.eml cannot be read"), said.toString());
    assertTrue(Files.exists(root.resolve("queue/bad/1.1.eml")));
    assertEquals(List.of(), inbox());
    sink.answers.clear();
    queue("2.1.eml", ENVELOPE + "A: b\n\n");
    assertEquals(new Pass(1, 0, 0), pass());
  }

  private void spoilTheClaim(Step step) {
    if (step == Step.ANSWER_RECORDED) {
      try (Stream<Path> owners = Files.list(root.resolve("queue/work"))) {
        Path held = owners.findFirst().orElseThrow().resolve("1.1.eml");
        Files.delete(held);
        Files.createDirectory(held); // cannot be read, as if its blocks were bad
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }

  @Test
  void aCopyThatSomebodyPutBackHoldsUpNobody() throws IOException {
    queue("1.1.eml", ENVELOPE + "A: b\n\n");
    queue("2.1.eml", ENVELOPE + "A: b\n\n");
    Files.writeString(root.resolve("queue/sent/1.1.eml"), "copied");
    ledger.standings.put("1.1.eml", Standing.SENT);
    assertEquals(new Pass(1, 0, 0), pass());
    assertEquals(3, names("sent").size());
    assertEquals(List.of(), names("work"));
  }

  /** The ledger was told before the courier died, and the slip is still there. */
  @Test
  void whatTheLedgerKnowsIsNotToldAgain() throws IOException {
    queue("1.1.eml", ENVELOPE + "A: b\n\n");
    assertThrows(Dead.class, () -> pass(dieAt(Step.ANSWER_RECORDED)));
    ledger.log.clear();
    pass();
    assertEquals(List.of(), ledger.log);
    assertEquals(List.of("1.1.eml"), names("sent"));
  }

  @Test
  void manyAreSentThroughOneConnection() throws IOException {
    for (int i = 0; i < 300; i++) {
      queue(i + ".1.eml", ENVELOPE + "A: b\n\n");
    }
    assertEquals(new Pass(300, 0, 0), pass());
    assertEquals(1, sink.commands.stream().filter(c -> c.startsWith("EHLO")).count());
  }

  /** A courier that dies after any step: sent once, but for the gap that no protocol closes. */
  @Test
  void aDeadCouriersMailIsCarriedOn() throws IOException {
    List<Step> steps =
        List.of(
            Step.QUEUE_CLAIMED,
            Step.ATTEMPT_RECORDED,
            Step.ANSWERED,
            Step.ANSWER_KEPT,
            Step.ANSWER_RECORDED,
            Step.SETTLED);
    for (Step step : steps) {
      String name = steps.indexOf(step) + ".1.eml";
      queue(name, ENVELOPE + "A: " + step + "\n\n");
      assertThrows(Dead.class, () -> pass(dieAt(step)));
      pass();
      assertEquals(Standing.SENT, ledger.standings.get(name));
      String text = "A: " + step + "\r\n\r\n";
      int times = Collections.frequency(sink.messages, text);
      assertEquals(step == Step.ANSWERED ? 2 : 1, times, text);
    }
    assertEquals(steps.size(), names("sent").size());
    assertEquals(List.of(), names("work"));
  }

  private static Failpoints dieAt(Step step) {
    return reached -> {
      if (reached == step) {
        throw new Dead();
      }
    };
  }

  private static final class Dead extends Error {}
}
