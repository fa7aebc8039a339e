package org.emailflow.cli.demo;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import org.emailflow.store.Disposition;
import org.emailflow.store.Kind;

/** Tells the story on a page, and claims only what it has looked at. */
final class Narrator {
  private static final int LINES = 6;
  private static final int NOTICE_LINES = 12;

  private final Page page;

  Narrator(Page page) {
    this.page = page;
  }

  void opening(String casa, String violin, String bicycles) {
    page.say(
        "",
        "A marketplace lets its users write to the owners of its listings. Each listing has an",
        "address of the relay's own domain; so has each user, towards each listing. Both sides",
        "write from their own mail programs, and neither ever sees the other's real address.",
        "",
        "  " + casa + "  Casa Azul       " + Person.BOB.address(),
        "  " + violin + "  Violin lessons  " + Person.YUKI.address(),
        "  " + bicycles + "  Two Wheels      " + Person.HIRE.address());
  }

  void scene(int number, String title, String phases) {
    page.heading(number + ". " + title, phases);
  }

  void show(Exchange exchange, Instant now) {
    Letter letter = exchange.letter();
    String ago = ago(Duration.between(letter.received(), now));
    page.message(letter.writer().shownAs() + " writes, " + ago, exchange.written(), LINES);
    exchange.sent().ifPresentOrElse(sent -> sent(exchange, sent), () -> nothing(exchange));
  }

  private void sent(Exchange exchange, Exchange.Sent sent) {
    Person reader = Person.of(sent.file().recipient());
    boolean notice = exchange.outcome().disposition() != Disposition.RELAYED;
    String who = reader.shownAs() + (notice ? " gets a notice" : " sees");
    page.message(who, sent.seen(), notice ? NOTICE_LINES : LINES);
    if (notice) {
      page.claim(
          sent.leaks().isEmpty(),
          verdict(exchange) + "; the notice says nothing of anybody but " + reader.shownAs());
    } else {
      hidden(exchange.letter().writer(), sent);
    }
  }

  private void hidden(Person writer, Exchange.Sent sent) {
    String where = String.format(Locale.ROOT, "%,d bytes, raw or decoded", sent.size());
    page.claim(
        sent.leaks().isEmpty(),
        sent.leaks().isEmpty()
            ? "hidden: no " + writer.address() + ", no " + writer.host() + " in " + where
            : String.join(", ", sent.leaks()) + " in " + where);
  }

  private void nothing(Exchange exchange) {
    page.claim(
        exchange.outcome().disposition() != Disposition.RELAYED,
        verdict(exchange) + "; no second notice to the same sender within a day");
  }

  private static String verdict(Exchange exchange) {
    return exchange.outcome().disposition().word() + " (" + exchange.outcome().reason() + ")";
  }

  /** What the courier is told. */
  void envelope(Exchange exchange) {
    QueueFile file = exchange.sent().orElseThrow().file();
    page.say(
        "  Waiting in queue/new for the courier, with an envelope of its own:",
        "    from " + file.sender(),
        "    to   " + file.recipient());
  }

  /** That an answer stands, in its reader's mailbox, below what that reader wrote. */
  void thread(Exchange answer, Exchange before) {
    String own = before.written().messageId();
    page.claim(
        answer.seen().inReplyTo().equals(own),
        "thread: it answers " + before.letter().writer().shownAs() + "'s own message " + own);
    if (answer.outcome().kind() == Kind.AUTO_REPLY) {
      page.aside("    Inés still waits: see the reply rate at the end.");
    }
  }

  /** That a user keeps the address that she has towards a listing. */
  void sameCode(Exchange first, Exchange later) {
    page.claim(
        first.seen().fromAddress().equals(later.seen().fromAddress()),
        "Bob still sees Ann as " + first.seen().fromAddress());
  }

  /** That an attachment arrives as it was. */
  void attachment(Exchange exchange) {
    List<String> before = exchange.written().attached();
    page.claim(
        !before.isEmpty() && exchange.seen().attached().equals(before),
        "the picture arrives byte for byte");
  }

  private static String ago(Duration time) {
    return String.format(Locale.ROOT, "%.1f hours ago", time.toMinutes() / 60.0)
        .replace(".0 hours", " hours")
        .replaceFirst("^1 hours", "1 hour");
  }
}
