package org.emailflow.mail;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RewrittenSenderTest {
  private static final Set<String> NAMED = Set.of("fwd.test", "fwd2.test", "xn--bcher-kva.example");

  @ParameterizedTest
  @CsvSource({
    "bob@real.test, bob@real.test",
    "prvs=1234abcdef=bob@real.test, bob@real.test",
    "PRVS=1234abcdef=Bob+x@real.test, Bob+x@real.test",
    "prvs==bob@real.test, prvs==bob@real.test",
    "prvs=bob@real.test, prvs=bob@real.test",
    "SRS0=hHh=tT=real.test=bob@fwd.test, bob@real.test",
    "srs0+hHh=tT=real.test=bob=flats@FWD.test., bob=flats@real.test",
    "SRS0-h/+h=tT=real.test=bob@fwd.test, bob@real.test",
    "SRS0=hHh=tT=real.test=bob@b\u00fccher.example, bob@real.test",
    "SRS0=hHh=tT=real.test=bob@evil.example, SRS0=hHh=tT=real.test=bob@evil.example",
    "SRS0=hHh=real.test=bob@fwd.test, SRS0=hHh=real.test=bob@fwd.test",
    "SRS0=hHh=tT==bob@fwd.test, SRS0=hHh=tT==bob@fwd.test",
    "SRS0=hHh=tT=real.test=prvs=1234abcdef=bob@fwd.test, bob@real.test",
    "SRS1=xx=fwd2.test==hHh=tT=real.test=bob@fwd.test, bob@real.test",
    "SRS1=xx=fwd2.test=+hHh=tT=real.test=bob@fwd.test, bob@real.test",
    "SRS1=xx=evil.example==hHh=tT=real.test=bob@fwd.test,"
        + " SRS1=xx=evil.example==hHh=tT=real.test=bob@fwd.test",
    "SRS1=xx=fwd.test==hHh=tT=real.test=bob@evil.example,"
        + " SRS1=xx=fwd.test==hHh=tT=real.test=bob@evil.example",
    "xSRS0=hHh=tT=real.test=bob@fwd.test, xSRS0=hHh=tT=real.test=bob@fwd.test",
    "'', ''"
  })
  void isUndone(String address, String wanted) {
    assertEquals(wanted, RewrittenSender.undone(address, NAMED::contains));
  }

  /** Whatever is written, it becomes another's address only where a forwarder is named. */
  @Test
  void withoutForwardersOnlyTheTagOfItsOwnDomainGoes() {
    Random random = new Random(2017);
    String[] pieces = {
      "SRS0", "SRS1", "prvs", "=", "=", "+", "-", "@", "real.test", "bob", "a", "."
    };
    for (int i = 0; i < 20_000; i++) {
      StringBuilder address = new StringBuilder();
      for (int n = 1 + random.nextInt(16); n > 0; n--) {
        address.append(pieces[random.nextInt(pieces.length)]);
      }
      String text = address.toString();
      String undone = RewrittenSender.undone(text, domain -> false);
      assertTrue(text.endsWith(undone), text);
      assertEquals(Mailbox.of(text).domain(), Mailbox.of(undone).domain(), text);
    }
  }
}
