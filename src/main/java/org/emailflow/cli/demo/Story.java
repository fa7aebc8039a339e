package org.emailflow.cli.demo;

import static org.emailflow.cli.demo.Person.ANN;
import static org.emailflow.cli.demo.Person.BOB;
import static org.emailflow.cli.demo.Person.EVE;
import static org.emailflow.cli.demo.Person.HIRE;
import static org.emailflow.cli.demo.Person.INES;
import static org.emailflow.cli.demo.Person.KEN;
import static org.emailflow.cli.demo.Person.TOM;
import static org.emailflow.cli.demo.Person.YUKI;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.emailflow.mail.Addresses;
import org.emailflow.relay.AliasGrammar;
import org.emailflow.store.Role;
import org.emailflow.store.ServiceFacts;
import org.emailflow.store.Services;

/**
 * The plot: three listings, seven people who write, twelve scenes in the order in which they are
 * told. Each mail program's habits are in the letters.
 */
final class Story {
  private final DemoSite site;
  private final PostOffice office;
  private final Narrator narrator;
  private final Instant now;
  private final List<Exchange> exchanges = new ArrayList<>();

  Story(DemoSite site, PostOffice office, Narrator narrator, Instant now) {
    this.site = site;
    this.office = office;
    this.narrator = narrator;
    this.now = now;
  }

  /** Tells it; what came of each message, in order. */
  List<Exchange> tell() {
    String casa = listing("Casa Azul", BOB);
    String violin = listing("Violin lessons", YUKI);
    String bicycles = listing("Two Wheels bicycle hire", HIRE);
    narrator.opening(casa, violin, bicycles);
    flat(casa);
    dog(casa);
    lesson(violin);
    play(
        "Tom asks for bicycles, and nobody answers",
        "",
        letter("09-tom-gets-no-answer", TOM, bicycles, 20));
    refusals(casa);
    return List.copyOf(exchanges);
  }

  private String listing(String name, Person owner) {
    String key = Addresses.key(owner.address()).orElseThrow();
    String domain = site.config().domains().get(0);
    ServiceFacts service =
        site.services()
            .add(
                new Services.New(
                    List.of(new Services.Address(owner.address(), key, false)),
                    name,
                    Optional.empty(),
                    domain,
                    Optional.empty()),
                now);
    return new AliasGrammar(site.config()).address(Role.SERVICE, service.code(), service.domain());
  }

  private void flat(String casa) {
    Exchange asks =
        play("Ann asks, from her phone", "phases 0 and 1", letter("01-ann-asks", ANN, casa, 50));
    narrator.envelope(asks);
    String ann = asks.seen().fromAddress();
    Exchange answers =
        answer(
            "Bob answers, from his office program",
            "phases 2 and 3",
            letter("02-bob-answers", BOB, ann, 47.5),
            asks);
    Exchange books =
        answer(
            "Ann books, from a web mailer",
            "phase 4",
            letter("03-ann-books", ANN, casa, 46),
            answers);
    narrator.sameCode(asks, books);
    Exchange way =
        answer(
            "Bob sends a picture of the way",
            "",
            letter("04-bob-sends-the-way", BOB, ann, 45),
            books);
    narrator.attachment(way);
  }

  private void dog(String casa) {
    Exchange asks =
        play(
            "Inés asks in Spanish (ISO-8859-1)",
            "",
            letter("05-ines-writes-spanish", INES, casa, 30));
    answer(
        "Bob is away: an automatic answer",
        "relayed once a day, never counted as a reply",
        letter("06-bob-is-away", BOB, asks.seen().fromAddress(), 29.9),
        asks);
  }

  private void lesson(String violin) {
    Exchange asks =
        play(
            "Ken writes in Japanese (ISO-2022-JP)",
            "",
            letter("07-ken-writes-japanese", KEN, violin, 26));
    answer(
        "Yuki sends an invitation for the calendar",
        "",
        letter("08-yuki-invites", YUKI, asks.seen().fromAddress(), 25.25),
        asks);
  }

  private void refusals(String casa) {
    String mistyped = mistyped(casa);
    play(
        "Ann mistypes the address",
        "refused",
        letter("10-ann-mistypes", ANN, mistyped, 3).with("number", "1"));
    play(
        "Ann tries it again",
        "refused",
        letter("10-ann-mistypes", ANN, mistyped, 2.8).with("number", "2"));
    String ann = exchanges.get(0).seen().fromAddress();
    play("Eve has found Ann's code and plays Bob", "refused", letter("11-eve-tries", EVE, ann, 2));
    play(
        "Inés puts Casa Azul in blind copy",
        "refused",
        letter("12-ines-blind-copy", INES, casa, 1));
  }

  private static String mistyped(String alias) {
    int at = alias.indexOf('@') - 1;
    char other = alias.charAt(at) == '7' ? '8' : '7';
    return alias.substring(0, at) + other + alias.substring(at + 1);
  }

  private Letter letter(String file, Person writer, String to, double hoursAgo) {
    Duration ago = Duration.ofSeconds((long) (hoursAgo * 3600));
    return Letter.of(file, writer, to, now.minus(ago));
  }

  private Exchange play(String title, String phases, Letter letter) {
    narrator.scene(exchanges.size() + 1, title, phases);
    Exchange exchange = office.send(letter);
    exchanges.add(exchange);
    narrator.show(exchange, now);
    return exchange;
  }

  private Exchange answer(String title, String phases, Letter letter, Exchange before) {
    Exchange exchange = play(title, phases, letter.answering(before.seen()));
    narrator.thread(exchange, before);
    return exchange;
  }
}
