package org.emailflow.mail;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class AuthenticationResultsTest {

  /** What real servers write, and what the field becomes. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '~',
      value = {
        "mx.relay.example; none | ",
        "mx.relay.example 1; none | ",
        "MX.Relay.example; spf=pass smtp.mailfrom=ann@real.example | spf=pass{smtp.mailfrom=ann@real.example}",
        "mx.relay.example; dmarc=pass (p=none dis=none) header.from=real.example"
            + " | dmarc=pass{header.from=real.example}",
        "mx.relay.example; dkim=pass (2048-bit key; unprotected) header.d=real.example"
            + " header.i=@real.example header.b=\"ab+/=\"; spf=softfail"
            + " | dkim=pass{header.d=real.example header.i=@real.example header.b=ab+/=} spf=softfail{}",
        "mx.relay.example;dkim=fail reason=\"bad; signature=pass\" header.d=a.example"
            + " | dkim=fail{reason=bad; signature=pass header.d=a.example}",
        "mx.relay.example; DKIM/1 = PASS header . d = A.example | dkim=pass{header.d=A.example}",
        "(c) mx.relay.example (x (y)) ; (z) spf=fail (;dkim=pass) smtp.mailfrom=x.example;"
            + " | spf=fail{smtp.mailfrom=x.example}",
        "mx.relay.example; dmarc=pass action=none header.from=a.example"
            + " | dmarc=pass{action=none header.from=a.example}",
        "mx.relay.example; auth=pass (PLAIN) smtp.auth=ann; iprev=pass policy.iprev=2001:db8::1"
            + " | auth=pass{smtp.auth=ann} iprev=pass{policy.iprev=2001:db8::1}",
        "\"mx.relay.example\"; spf=none | spf=none{}",
        "mx.relay.example; spf=pass smtp.mailfrom=\"a; dmarc=pass header.from=b.example\"@evil.example"
            + " | spf=pass{smtp.mailfrom=\"a; dmarc=pass header.from=b.example\"@evil.example}",
        "mx.relay.example; =pass; dkim; dkim=; spf=fail smtp.mailfrom=a.example"
            + " | spf=fail{smtp.mailfrom=a.example}",
        "mx.relay.example; dkim=pass ?? header.d=a.example; spf=pass | dkim=pass{} spf=pass{}",
        "mx.relay.example; spf=pass smtp.mailfrom=\"a; dmarc=pass"
            + " | spf=pass{smtp.mailfrom=\"a; dmarc=pass}",
        "mx.relay.example; spf=pass (never closed; dmarc=pass | spf=pass{}"
      })
  void isRead(String body, String wanted) {
    AuthenticationResults read = AuthenticationResults.parse(body).orElseThrow();
    assertEquals("mx.relay.example", read.authservId());
    assertEquals(wanted == null ? "" : wanted, shown(read.results()));
  }

  private static String shown(List<AuthenticationResults.Result> results) {
    return String.join(
        " ",
        results.stream()
            .map(
                r ->
                    r.method()
                        + "="
                        + r.value()
                        + r.properties().stream()
                            .map(p -> p.name() + "=" + p.value())
                            .toList()
                            .toString()
                            .replace(", ", " ")
                            .replace('[', '{')
                            .replace(']', '}'))
            .toList());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        ";",
        "; spf=pass",
        "spf=pass smtp.mailfrom=a.example; dkim=pass",
        "mx.relay.example 2; spf=pass",
        "mx.relay.example spf=pass",
        "(mx.relay.example; spf=pass",
        "\"\"; spf=pass"
      })
  void isNoneOfThatForm(String body) {
    assertEquals(Optional.empty(), AuthenticationResults.parse(body));
  }

  /** A value between quotes never makes a result, whatever stands in it. */
  @Test
  void noValueBreaksOut() {
    Random random = new Random(8601);
    for (int i = 0; i < 5000; i++) {
      String value = text(random, 1 + random.nextInt(20));
      String quoted = "\"" + value.replace("\\", "\\\\").replace("\"", "\\\"") + "\"";
      AuthenticationResults read =
          AuthenticationResults.parse(
                  "mx.example; spf=fail smtp.mailfrom=" + quoted + "; dkim=none")
              .orElseThrow();
      assertEquals(
          List.of("spf", "dkim"),
          read.results().stream().map(AuthenticationResults.Result::method).toList(),
          quoted);
      assertEquals(Optional.of(value), read.results().get(0).property("smtp.mailfrom"), quoted);
    }
  }

  /** Anything at all is read to its end, and no name ever holds what separates names. */
  @Test
  void nothingBreaksTheReader() {
    Random random = new Random(5451);
    for (int i = 0; i < 50_000; i++) {
      String body = (random.nextBoolean() ? "mx.example; " : "") + text(random, random.nextInt(60));
      AuthenticationResults.parse(body).stream()
          .flatMap(read -> read.results().stream())
          .forEach(r -> assertTrue((r.method() + r.value()).matches("[a-z0-9_-]+"), body));
    }
  }

  private static String text(Random random, int length) {
    String[] pieces = {
      ";",
      "=",
      "\"",
      "\\",
      "(",
      ")",
      " ",
      "\t",
      ".",
      "/",
      "@",
      "spf",
      "dkim",
      "dmarc",
      "pass",
      "fail",
      "header",
      "smtp",
      "d",
      "mailfrom",
      "a.example",
      "1",
      "\u00e9",
      "\u0000",
      "?"
    };
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < length; i++) {
      text.append(pieces[random.nextInt(pieces.length)]);
    }
    return text.toString();
  }
}
