package org.emailflow.mail;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.IDN;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DomainNamesTest {

  /** As the registries of .de and .gr write them. */
  @ParameterizedTest
  @CsvSource({
    "stra\u00dfe.example, xn--strae-oqa.example",
    "fu\u00dfball.b\u00fccher.example, xn--fuball-cta.xn--bcher-kva.example",
    "\u03b2\u03cc\u03bb\u03bf\u03c2.example, xn--nxasmm1c.example",
    "a.b\u00fccher.example, a.xn--bcher-kva.example",
  })
  void bothForms(String unicode, String ascii) {
    assertEquals(ascii, DomainNames.toAscii(unicode));
    assertEquals(unicode, DomainNames.toUnicode(ascii));
    for (String spelt : Set.of(unicode, ascii)) {
      assertTrue(AddressFinder.spellings(spelt).containsAll(Set.of(unicode, ascii)), spelt);
    }
  }

  /** Two names, which two may own: neither may write in the other's name. */
  @Test
  void whatTheFirstEditionTookForOne() {
    assertNotEquals(Addresses.key("bob@stra\u00dfe.example"), Addresses.key("bob@strasse.example"));
    assertEquals(
        Addresses.key("bob@stra\u00dfe.example"), Addresses.key("bob@XN--STRAE-OQA.example"));
    assertEquals(
        Addresses.key("bob@STRA\u1e9eE.example"), Addresses.key("bob@xn--strae-oqa.example"));
    assertNotEquals(
        Addresses.key("a@\u03c3\u03ac\u03c2.gr"), Addresses.key("a@\u03c3\u03ac\u03c3.gr"));
    assertEquals(
        Addresses.key("a@\u03a3\u0386\u03a3.gr"), Addresses.key("a@\u03c3\u03ac\u03c3.gr"));
  }

  @Test
  void whatNobodySeesHidesNothing() {
    assertEquals("xn--strae-oqa.example", Addresses.domainKey("st\u00adra\u200d\u00dfe.example"));
  }

  /** Our Punycode and the JDK's are the same where both can be asked. */
  @Test
  void punycodeIsThatOfTheJdk() {
    Random random = new Random(7);
    String alphabet = "ab9-\u00e9\u00fc\u03b1\u03c9\u0436\u65e5\u672c\ud55c\u0e01";
    for (int round = 0; round < 20_000; round++) {
      StringBuilder label = new StringBuilder("a");
      for (int i = random.nextInt(12); i > 0; i--) {
        label.append(alphabet.charAt(random.nextInt(alphabet.length())));
      }
      label.append('\u00e9');
      String theirs = IDN.toASCII(label.toString(), IDN.ALLOW_UNASSIGNED);
      assertEquals(theirs, "xn--" + Punycode.encode(label.toString()));
      assertEquals(Optional.of(label.toString()), Punycode.decode(theirs.substring(4)));
    }
    assertEquals(Optional.of("a\ud83d\ude00b"), Punycode.decode(Punycode.encode("a\ud83d\ude00b")));
  }

  @Test
  void anythingIsDecodedOrNot() {
    Random random = new Random(8);
    for (int round = 0; round < 50_000; round++) {
      StringBuilder label = new StringBuilder();
      for (int i = random.nextInt(40); i > 0; i--) {
        label.append("-az09AZ.\u00e9".charAt(random.nextInt(9)));
      }
      Optional<String> decoded = Punycode.decode(label.toString());
      assertTrue(decoded.map(text -> text.length() <= 40).orElse(true));
      assertEquals("x", DomainNames.toUnicode("xn--" + label + ".x").replaceFirst(".*[.]", ""));
    }
  }
}
