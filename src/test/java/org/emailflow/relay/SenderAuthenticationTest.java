package org.emailflow.relay;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.emailflow.chain.Authenticity;
import org.emailflow.mail.AddressList;
import org.emailflow.mail.Header;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Whom our MTA vouches for, and who would like it to. */
class SenderAuthenticationTest {
  private static final String RECEIVED =
      "Received: from web (w.site.example [192.0.2.7]) by mx; Sat, 21 Nov 2026 10:00:00 +0000\n";
  private static final String FROM = "From: Ann <ann@real.example>\n";

  private static Authenticity of(String settings, String message) {
    Header header = TestConfig.message(message + "\nHello.\n").header();
    SenderAuthentication authentication =
        new SenderAuthentication(TestConfig.of("domains = [\"relay.example\"]\n" + settings));
    return authentication.of(
        header, AddressList.parse(header.first("From").orElseThrow().body()).stream().findFirst());
  }

  private static Authenticity ours(String message) {
    return of("[auth]\nauthserv-id = \"mx.relay.example\"\n", message);
  }

  private static String says(String results) {
    return "Authentication-Results: mx.relay.example; " + results + "\n";
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "dmarc=pass header.from=real.example | PASS",
        "dmarc=pass (p=none) | PASS",
        "dmarc=pass header.from=evil.example | NONE",
        "dmarc=fail (p=reject) header.from=real.example | FAIL",
        "dmarc=fail header.from=real.example; dkim=pass header.d=real.example | FAIL",
        "dmarc=none header.from=real.example; dkim=pass header.d=real.example | PASS",
        "dmarc=temperror; spf=pass smtp.mailfrom=ann@bounce.real.example | PASS",
        "dkim=pass header.i=@mail.real.example | PASS",
        "dkim=pass header.d=evil.example; dkim=pass header.d=real.example | PASS",
        "dkim=pass header.d=evil.example; spf=pass smtp.mailfrom=a@evil.example | NONE",
        "dkim=fail header.d=real.example | NONE",
        "spf=pass smtp.mailfrom=<ann@real.example> | PASS",
        "spf=pass smtp.mailfrom=\"x@real.example\"@evil.example | NONE",
        "spf=pass smtp.helo=real.example | NONE",
        "spf=fail smtp.mailfrom=real.example | FAIL",
        "spf=softfail smtp.mailfrom=real.example | NONE",
        "spf=fail smtp.mailfrom=evil.example | NONE",
        "spf=fail smtp.mailfrom=real.example; dkim=pass header.d=real.example | PASS",
        "none | NONE",
        "arc=pass; x-spam=pass | NONE"
      })
  void isSaidAboveTheReceived(String results, Authenticity wanted) {
    assertEquals(wanted, ours(says(results) + RECEIVED + FROM));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        RECEIVED + "Authentication-Results: mx.relay.example; dmarc=pass\n" + FROM,
        RECEIVED + FROM + "Authentication-Results: mx.relay.example; dmarc=pass\n",
        "Authentication-Results: mx.relay.example; dmarc=pass\n" + FROM,
        "Authentication-Results: mx.evil.example; dmarc=pass\n" + RECEIVED + FROM,
        "Authentication-Results: mx.relay.example.evil.example; dmarc=pass\n" + RECEIVED + FROM,
        RECEIVED + FROM
      })
  void isNotOursToBelieve(String message) {
    assertEquals(Authenticity.NONE, ours(message));
  }

  @Test
  void theWorstOfSeveralCounts() {
    String both = says("dmarc=fail header.from=real.example") + says("dmarc=pass");
    assertEquals(Authenticity.FAIL, ours(both + RECEIVED + FROM));
  }

  @Test
  void aResultThatNamesNobodyIsNotAboutOneOfTwo() {
    String two = "From: eve@evil.example\n" + FROM;
    assertEquals(Authenticity.NONE, ours(says("dmarc=pass") + RECEIVED + two));
  }

  @Test
  void withoutANameOfOursNothingIsBelieved() {
    assertEquals(Authenticity.NONE, of("", says("dmarc=pass") + RECEIVED + FROM));
  }

  @ParameterizedTest
  @CsvSource({
    "192.0.2.7, PASS",
    "192.0.2.0/29, PASS",
    "192.0.2.8/29, NONE",
    "w.site.example, PASS",
    "site.example, NONE",
    "2001:db8::/32, NONE",
    "c000:207::/32, NONE",
    "web1, NONE",
    "w.site2, NONE",
    "::ffff:192.0.2.7, PASS"
  })
  void theSitesOwnHostsAreVouchedFor(String submitter, Authenticity wanted) {
    String settings = "[relay]\nsubmitters = [\"" + submitter + "\"]\n";
    assertEquals(wanted, of(settings, RECEIVED + FROM));
    String forged = "Received: from x (evil.example [203.0.113.9]) by mx; now\n" + RECEIVED + FROM;
    assertEquals(Authenticity.NONE, of(settings, forged));
  }

  @ParameterizedTest
  @CsvSource({"2001:db8::a, PASS", "2001:db8::/64, PASS", "2001:db8::b, NONE", "0.0.0.0/0, NONE"})
  void hostsWithoutAnIpv4Address(String submitter, Authenticity wanted) {
    String received = "Received: from x (x.site.example [IPv6:2001:db8::a]) by mx; now\n";
    assertEquals(wanted, of("[relay]\nsubmitters = [\"" + submitter + "\"]\n", received + FROM));
  }

  @Test
  void whatTheSitesOwnHostsSendIsNotForged() {
    String settings =
        "[auth]\nauthserv-id = \"mx.relay.example\"\n[relay]\nsubmitters = [\"192.0.2.7\"]\n";
    assertEquals(Authenticity.PASS, of(settings, says("dmarc=fail") + RECEIVED + FROM));
  }
}
