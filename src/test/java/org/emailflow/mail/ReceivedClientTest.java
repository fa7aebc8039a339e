package org.emailflow.mail;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ReceivedClientTest {
  /** What is written by whom, and which client that is; a dash where none may be believed. */
  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiter = '|',
      value = {
        "Postfix | from web (web.site.example [192.0.2.7])\tby mx (Postfix) with ESMTP | web.site.example/192.0.2.7",
        "Postfix, no name | from web (unknown [192.0.2.7]) by mx | /192.0.2.7",
        "Postfix, IPv6 | from web (w.example [IPv6:2001:db8::7]) by mx | w.example/2001:db8:0:0:0:0:0:7",
        "Postfix, lying HELO | from [192.0.2.7] (evil.example [203.0.113.9]) by mx | evil.example/203.0.113.9",
        "Sendmail, doubt | from web (w.example [192.0.2.7] (may be forged)) by mx | /192.0.2.7",
        "Exim | from w.example ([192.0.2.7] helo=web) by mx with esmtp (Exim 4.96) | /192.0.2.7",
        "Exim, port | from w.example ([192.0.2.7]:40123 helo=[198.51.100.1]) by mx | /192.0.2.7",
        "Exim, no name | from [192.0.2.7] (helo=web) by mx with esmtp | /192.0.2.7",
        "Exim, lying HELO | from [203.0.113.9] (helo=[192.0.2.7]) by mx with esmtp | /203.0.113.9",
        "qmail | from w.example (HELO web) (192.0.2.7) by mx with SMTP | /192.0.2.7",
        "qmail, ident | from unknown (HELO web) (me@192.0.2.7) by mx with SMTP | /192.0.2.7",
        "qmail, lying HELO | from unknown (HELO [192.0.2.7]) (203.0.113.9) by mx | /203.0.113.9",
        "mapped | from web (w.example [::ffff:192.0.2.7]) by mx | w.example/192.0.2.7",
        "HELO alone | from [192.0.2.7] by mx with ESMTP | -",
        "HELO with blanks | from x by y (w.example [192.0.2.7]) by mx | -",
        "no client | by mx (Postfix, from userid 33) id 4711 | -",
        "an address after by | from web by mx (w.example [192.0.2.7]) | -",
        "a number too large | from web (w.example [192.0.2.700]) by mx | -",
        "a scope | from web (w.example [fe80::1%eth0]) by mx | -",
        "nothing | '' | -"
      })
  void isSeen(String who, String body, String wanted) {
    assertEquals(
        wanted,
        ReceivedClient.of(body)
            .map(c -> c.name().orElse("") + "/" + c.address().getHostAddress())
            .orElse("-"));
  }

  @Test
  void nothingBreaksTheReaderNorAsksANameServer() {
    Random random = new Random(5321);
    String[] pieces = {
      "from ",
      " by ",
      "(",
      ")",
      "[",
      "]",
      "192.0.2.7",
      "::1",
      "999.9.9.9",
      "helo=",
      "HELO ",
      "a.example",
      " ",
      "\\",
      ":25",
      "unknown",
      "may be forged",
      "@",
      "\t",
      "%",
      "1.2"
    };
    for (int i = 0; i < 50_000; i++) {
      StringBuilder body = new StringBuilder("from ");
      for (int n = random.nextInt(14); n > 0; n--) {
        body.append(pieces[random.nextInt(pieces.length)]);
      }
      ReceivedClient.of(body.toString())
          .map(client -> client.address().getHostAddress())
          .filter(address -> address.indexOf(':') < 0)
          .ifPresent(address -> assertEquals("192.0.2.7", address, body.toString()));
    }
  }
}
