package org.emailflow;

import static org.emailflow.RefusalRow.row;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.emailflow.mail.Addresses;
import org.emailflow.store.Services;
import org.emailflow.worker.Outcome;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Who may write, by what our own MTA says of it: each of the three modes on a site of its own. */
class WritersTest {
  private static final String ANN = "ann@real-user.example";
  private static final String BOB = "bob@real-owner.test";
  private static final String DESK = "desk@firm.test";
  private static final String MX = "mx.relay.example; ";
  private static final String RECEIVED = "from x (x.example [203.0.113.9]) by mx; now";
  private static final String SUBMITTED = "from web (web.site.example [192.0.2.7]) by mx; now";

  @TempDir static Path folder;
  private static final Map<String, Place> PLACES = new HashMap<>();

  /** A site, its service and Ann's code there. */
  private record Place(TestSite site, String service, String user, String firmsUser, String token) {
    static Place of(String mode) {
      TestSite site =
          new TestSite(
              folder.resolve(mode),
              "[auth]",
              "mode = \"" + mode + "\"",
              "authserv-id = \"mx.relay.example\"",
              "forwarders = [\"fwd.test\"]",
              "[relay]",
              "submitters = [\"192.0.2.0/24\"]",
              "unanswered = 100");
      String service = site.service(BOB);
      String firm = site.service(DESK);
      site.services()
          .addAddress(
              TestSite.code(firm),
              new Services.Address(DESK, Addresses.key(DESK).orElseThrow(), true));
      QueuedMail first = site.relay(said(ANN, service, "dmarc=pass"), ANN, service);
      String user = first.find("From", "user-[^>]+");
      String firms =
          site.relay(said(ANN, firm, "dmarc=pass"), ANN, firm).find("From", "user-[^>]+");
      return new Place(site, service, user, firms, first.sender());
    }
  }

  private static TestMessage said(String from, String to, String results) {
    return TestMessage.of(from, to)
        .onTop("Received", RECEIVED)
        .onTop("Authentication-Results", MX + results);
  }

  @BeforeAll
  static void open() {
    for (String mode : List.of("off", "reject-fail", "require-pass")) {
      PLACES.put(mode, Place.of(mode));
    }
  }

  @AfterAll
  static void close() {
    PLACES.values().forEach(place -> place.site().close());
  }

  @BeforeEach
  void empty() {
    PLACES.values().forEach(place -> place.site().takeAll());
  }

  private static RefusalRow said(RefusalRow row, String results) {
    return row.top("Received", RECEIVED).top("Authentication-Results", MX + results);
  }

  /** Mail without a verdict, with a pass, with a fail: what each mode does. */
  private static Stream<RefusalRow> modes(Place at, String mode) {
    boolean off = mode.equals("off");
    boolean strict = mode.equals("require-pass");
    RefusalRow silent = row("nothing said", ANN, at.service());
    RefusalRow forged = said(row("forged user", ANN, at.service()), "dmarc=fail");
    RefusalRow owner = said(row("forged owner", BOB, at.user()), "spf=fail smtp.mailfrom=" + BOB);
    RefusalRow below =
        row("a pass of the writer's own making", ANN, at.service())
            .top("Authentication-Results", MX + "dmarc=pass")
            .top("Received", RECEIVED);
    return Stream.of(
        said(row("vouched for", ANN, at.service()), "dmarc=pass").relayed(),
        said(row("signed", BOB, at.user()), "dkim=pass header.d=real-owner.test").relayed(),
        said(row("stranger's signature", BOB, at.user()), "dkim=pass header.d=evil.example")
            .ends(strict ? "denied" : "relayed", strict ? "sender-unauthenticated" : ""),
        silent.ends(strict ? "denied" : "relayed", strict ? "sender-unauthenticated" : ""),
        below.ends(strict ? "denied" : "relayed", strict ? "sender-unauthenticated" : ""),
        forged.ends(off ? "relayed" : "denied", off ? "" : "sender-forged"),
        owner.ends(off ? "relayed" : "denied", off ? "" : "sender-forged"),
        row("the site's own host", ANN, at.service()).top("Received", SUBMITTED).relayed(),
        row("the site's own host below", ANN, at.service())
            .top("Received", SUBMITTED)
            .top("Received", RECEIVED)
            .ends(strict ? "denied" : "relayed", strict ? "sender-unauthenticated" : ""));
  }

  /** Who is the service, whatever the mode. */
  private static Stream<RefusalRow> writers(Place at) {
    return Stream.of(
        said(row("BATV", BOB, at.user()), "dmarc=pass")
            .from("prvs=1234abcdef=bob@real-owner.test")
            .relayed(),
        said(row("SRS of a named forwarder", BOB, at.user()), "dmarc=pass")
            .from("SRS0=hh=tt=real-owner.test=bob@fwd.test")
            .relayed(),
        said(row("SRS of another", BOB, at.user()), "dmarc=pass")
            .from("SRS0=hh=tt=real-owner.test=bob@evil.example")
            .ends("denied", "wrong-writer"),
        said(row("SRS1 through another", BOB, at.user()), "dmarc=pass")
            .from("SRS1=xx=evil.example==hh=tt=real-owner.test=bob@fwd.test")
            .ends("denied", "wrong-writer"),
        said(row("colleague of a whole domain", "eva@firm.test", at.firmsUser()), "dmarc=pass")
            .relayed(),
        said(row("colleague of one address", "eva@real-owner.test", at.user()), "dmarc=pass")
            .ends("denied", "wrong-writer"),
        said(row("sub-address", "bob+x@real-owner.test", at.user()), "dmarc=pass").relayed(),
        said(row("null sender, vouched for", BOB, at.user()), "dkim=pass header.d=real-owner.test")
            .from("")
            .with("Auto-Submitted", "auto-replied")
            .relayed(),
        said(row("null sender, signed by another", BOB, at.user()), "dkim=pass header.d=b.example")
            .from("")
            .with("Auto-Submitted", "auto-replied")
            .ends("discarded", "null-sender-to-user-code"),
        said(row("null sender of another", "eve@evil.example", at.user()), "dmarc=pass")
            .from("")
            .with("Auto-Submitted", "auto-replied")
            .ends("discarded", "null-sender-to-user-code"),
        row("absence note to a token, nothing said", BOB, at.token())
            .from("")
            .with("Auto-Submitted", "auto-replied")
            .relayed(),
        said(row("the service's envelope alone", "eve@evil.example", at.user()), "none")
            .from(BOB)
            .ends("denied", "wrong-writer"),
        said(row("a lower Return-Path", "eve@evil.example", at.user()), "none")
            .with("Return-Path", "<" + BOB + ">")
            .ends("denied", "wrong-writer"));
  }

  static Stream<Arguments> rows() {
    return Stream.of("off", "reject-fail", "require-pass")
        .flatMap(
            mode ->
                Stream.concat(modes(PLACES.get(mode), mode), writers(PLACES.get(mode)))
                    .map(row -> Arguments.of(mode, row)));
  }

  @ParameterizedTest(name = "{0}: {1}")
  @MethodSource("rows")
  void isHeard(String mode, RefusalRow row) {
    TestSite site = PLACES.get(mode).site();
    site.clock.advance(Duration.ofHours(25));
    site.deliver(row.message(), row.sender(), row.recipient());
    Outcome outcome = site.sweepOne();
    assertEquals(
        row.disposition() + " " + row.reason(),
        outcome.disposition().word() + " " + outcome.reason());
    for (QueuedMail mail : site.takeAll()) {
      assertFalse(mail.shows("real-owner.test") && mail.recipient().equals(ANN), mail.text());
    }
  }
}
