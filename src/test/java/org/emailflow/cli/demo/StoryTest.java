package org.emailflow.cli.demo;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import org.emailflow.report.Format;
import org.emailflow.spool.Folder;
import org.emailflow.store.Disposition;
import org.emailflow.store.Kind;
import org.emailflow.store.TestDatabase;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** The facts of the story, told once on a database of its own. */
class StoryTest {
  @RegisterExtension static final TestDatabase database = new TestDatabase();
  @TempDir static Path parent;

  private static final int ASKS = 0;
  private static final int ANSWERS = 1;
  private static final int BOOKS = 2;
  private static final int WAY = 3;
  private static final int DOG = 4;
  private static final int AWAY = 5;
  private static final int LESSON = 6;
  private static final int INVITATION = 7;
  private static final int MISTYPED = 9;
  private static final int AGAIN = 10;
  private static final int EVE = 11;
  private static final int BCC = 12;

  private static Instant now;
  private static Rig rig;
  private static List<Exchange> story;

  @BeforeAll
  static void tell() throws Exception {
    now = Instant.now().truncatedTo(ChronoUnit.MILLIS);
    rig = new Rig(parent, database);
    story = new Story(rig.site(), new PostOffice(rig.site()), new Narrator(rig.page()), now).tell();
  }

  @AfterAll
  static void close() {
    rig.close();
  }

  @Test
  void phases0And1TheServiceSeesAUserCode() {
    Exchange asks = story.get(ASKS);
    assertEquals(Disposition.RELAYED, asks.outcome().disposition());
    assertEquals("bob@casa-azul.test", asks.sent().orElseThrow().file().recipient());
    assertTrue(asks.seen().from().matches("Ann Lee <user-[0-9a-z]{16}@relay\\.example>"));
    assertEquals("bob@casa-azul.test", asks.seen().to());
  }

  @Test
  void phases2And3TheUserSeesTheServiceCode() {
    Exchange answers = story.get(ANSWERS);
    assertEquals("ann@post.example", answers.sent().orElseThrow().file().recipient());
    assertEquals(story.get(ASKS).letter().to(), answers.seen().fromAddress());
    assertEquals("Ann Lee <ann@post.example>", answers.seen().to());
  }

  @Test
  void phase4KeepsTheCode() {
    assertEquals(story.get(ASKS).seen().fromAddress(), story.get(BOOKS).seen().fromAddress());
  }

  @Test
  void nothingThatGoesOutNamesAnybodyButItsReader() {
    for (Exchange exchange : story) {
      exchange.sent().ifPresent(s -> assertEquals(List.of(), s.leaks(), exchange.letter().file()));
    }
    assertEquals(12, story.stream().filter(exchange -> exchange.sent().isPresent()).count());
  }

  @Test
  void threadsHoldInBothMailboxes() {
    assertThread(ANSWERS, ASKS);
    assertThread(BOOKS, ANSWERS);
    assertThread(WAY, BOOKS);
    assertThread(AWAY, DOG);
    assertThread(INVITATION, LESSON);
    String first = story.get(ASKS).written().messageId();
    String second = story.get(ANSWERS).seen().messageId();
    assertEquals(first + " " + second, story.get(BOOKS).written().references());
    assertEquals(
        story.get(ASKS).seen().messageId() + " " + story.get(ANSWERS).written().messageId(),
        story.get(BOOKS).seen().references());
  }

  private static void assertThread(int answer, int before) {
    assertEquals(story.get(before).written().messageId(), story.get(answer).seen().inReplyTo());
    assertTrue(story.get(answer).seen().messageId().endsWith("@relay.example>"));
  }

  @Test
  void foreignCharsetsArriveAsTheyWereWritten() {
    for (int i : new int[] {DOG, LESSON}) {
      assertEquals(story.get(i).written().subject(), story.get(i).seen().subject());
      assertEquals(
          story.get(i).written().text().get(0), story.get(i).seen().text().get(0), "first line");
    }
    assertEquals("田中先生", story.get(LESSON).seen().text().get(0));
  }

  @Test
  void anAttachmentKeepsItsBytes() {
    assertEquals(1, story.get(WAY).written().attached().size());
    assertEquals(story.get(WAY).written().attached(), story.get(WAY).seen().attached());
  }

  @Test
  void anInvitationIsForTheRealAddressOfItsReader() {
    assertEquals(
        List.of(
            "invitation: organizer " + story.get(LESSON).letter().to(),
            "invitation: attendee ken@yubin.example"),
        story.get(INVITATION).seen().extras());
  }

  @Test
  void anAutomaticAnswerIsRelayedAsOne() {
    assertEquals(Kind.AUTO_REPLY, story.get(AWAY).outcome().kind());
    assertEquals(Disposition.RELAYED, story.get(AWAY).outcome().disposition());
  }

  @Test
  void aWrongCodeIsNoticedOnce() {
    assertDenied(MISTYPED, "unknown-code");
    assertDenied(AGAIN, "unknown-code");
    Exchange.Sent notice = story.get(MISTYPED).sent().orElseThrow();
    assertEquals("", notice.file().sender(), "from the null sender");
    assertEquals("ann@post.example", notice.file().recipient());
    assertTrue(story.get(AGAIN).sent().isEmpty(), "one a day");
  }

  /** Who guesses codes learns nothing from the words. */
  @Test
  void aWrongWriterReadsWhatAWrongCodeReads() {
    assertDenied(EVE, "wrong-writer");
    assertEquals(anonymous(MISTYPED), anonymous(EVE));
  }

  private static List<String> anonymous(int notice) {
    String alias = story.get(notice).letter().to();
    return story.get(notice).seen().text().stream().map(line -> line.replace(alias, "it")).toList();
  }

  @Test
  void aBlindCopyIsRefused() {
    assertDenied(BCC, "bcc");
    assertTrue(story.get(BCC).sent().isPresent());
  }

  private static void assertDenied(int scene, String reason) {
    assertEquals(Disposition.DENIED, story.get(scene).outcome().disposition());
    assertEquals(reason, story.get(scene).outcome().reason());
  }

  @Test
  void theReportsKnowWhoAnsweredAndWhen() {
    assertEquals(
        List.of(
            "Casa Azul,2,1,0.50", "Violin lessons,1,1,1.00", "Two Wheels bicycle hire,1,0,0.00"),
        rows(rig.site().statistics().replyRate().lines(Format.CSV)));
    assertEquals(
        List.of("Casa Azul,1,2.50,2.50,2.50", "Violin lessons,1,0.75,0.75,0.75"),
        rows(rig.site().statistics().responseTime().lines(Format.CSV)));
  }

  /** Without the header and the codes, which differ each time. */
  private static List<String> rows(List<String> csv) {
    return csv.stream().skip(1).map(row -> row.substring(row.indexOf(',') + 1)).toList();
  }

  @Test
  void theFoldersHoldWhatTheyShould() {
    var depths = rig.site().spool().depths();
    assertEquals(13, depths.get(Folder.DONE).files());
    assertEquals(12, depths.get(Folder.QUEUE_NEW).files());
    for (Folder empty : List.of(Folder.INBOX_NEW, Folder.WORK, Folder.QUEUE_TMP, Folder.FAILED)) {
      assertEquals(0, depths.get(empty).files(), empty.path());
    }
  }

  @Test
  void receiveTimesRiseAndNoneIsInTheFuture() {
    Instant before = Instant.EPOCH;
    for (Exchange exchange : story) {
      assertTrue(exchange.letter().received().isAfter(before), exchange.letter().file());
      before = exchange.letter().received();
    }
    assertTrue(before.isBefore(now));
  }

  @Test
  void thePageClaimsNothingFalseAndFitsATerminal() {
    assertEquals(0, rig.page().broken());
    assertTrue(rig.page().held() >= 20, () -> rig.page().held() + " claims");
    for (String line : rig.shown().split("\n", -1)) {
      assertEquals(line, Columns.clip(line, 90), "at most 90 columns");
    }
    assertFalse(rig.shown().contains("\u001b"), "no colour where none is wanted");
  }
}
