package org.emailflow.mail;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class AddressesTest {
  @ParameterizedTest
  @CsvSource(
      quoteCharacter = '`',
      value = {
        "Ann@Real.Example,ann@real.example",
        " ann@real.example. ,ann@real.example",
        "ann@B\u00dcCHER.example,ann@xn--bcher-kva.example",
        "ann@b\u00fccher.example,ann@xn--bcher-kva.example",
        "ann@XN--BCHER-KVA.example,ann@xn--bcher-kva.example",
        "J\u00d6RG@x.example,j\u00f6rg@x.example",
        "jo\u0308rg@x.example,j\u00f6rg@x.example",
        "\"ann\"@x.example,ann@x.example",
        "\"a b\"@x.example,\"a b\"@x.example",
        "ann@[192.0.2.1],ann@[192.0.2.1]",
        "ANN@x_y.example,ann@x_y.example",
        "I@x.example,i@x.example",
      })
  void keys(String address, String key) {
    assertEquals(key, Addresses.key(address).orElseThrow());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "ann",
        "@x.example",
        "ann@",
        "a b@x.example",
        "ann@x y",
        "<ann@x>",
        "ann@.",
        "a\n@x"
      })
  void whatIsNoAddressHasNone(String address) {
    assertTrue(Addresses.key(address).isEmpty());
  }

  /** A key can be longer than its address: in bytes, and where labels are encoded. */
  @Test
  void whatIsTooLongToKeepIsNotUsable() {
    String host = "x.".repeat(126) + "example";
    assertTrue(Addresses.usableKey("a".repeat(319 - host.length()) + "@" + host).isPresent());
    for (String address :
        List.of(
            "a".repeat(320 - host.length()) + "@" + host,
            "\u00e9".repeat(159) + "@x.example",
            "a@" + "\u65e5.".repeat(60) + "example",
            "a<b@x.example",
            "nobody")) {
      assertTrue(Addresses.usableKey(address).isEmpty(), address);
    }
  }

  @Test
  void noDomainIsEverAnError() {
    Random random = new Random(19);
    String alphabet = "ab.-_xn--\u00e9\u3002\u65e5\u200d\ud83d\ude00\u0301[]0";
    for (int round = 0; round < 50_000; round++) {
      StringBuilder domain = new StringBuilder();
      for (int i = random.nextInt(90); i > 0; i--) {
        domain.append(alphabet.charAt(random.nextInt(alphabet.length())));
      }
      String key = Addresses.domainKey(domain.toString());
      assertEquals(key, Addresses.domainKey(key), domain.toString());
    }
  }
}
