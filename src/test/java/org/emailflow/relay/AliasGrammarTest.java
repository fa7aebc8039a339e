package org.emailflow.relay;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Optional;
import org.emailflow.chain.Alias;
import org.emailflow.store.Role;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class AliasGrammarTest {
  private final AliasGrammar grammar =
      new AliasGrammar(TestConfig.of("domains = [\"relay.example\", \"b\u00fccher.example\"]"));

  @ParameterizedTest
  @CsvSource({
    "service-0123456789abcdef@relay.example, SERVICE, 0123456789abcdef, relay.example",
    "SERVICE-0123456789ABCDEF@Relay.Example, SERVICE, 0123456789abcdef, relay.example",
    "user-x@relay.example, USER, x, relay.example",
    "bounce-0a1b@relay.example, BOUNCE, 0a1b, relay.example",
    "user-x@xn--bcher-kva.example, USER, x, xn--bcher-kva.example",
    "user-x@b\u00fccher.example, USER, x, xn--bcher-kva.example",
  })
  void readsOurAddresses(String address, Role role, String code, String domain) {
    assertEquals(Optional.of(new Alias(role, code, domain)), grammar.parse(address));
    assertTrue(grammar.isAlias(address));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "info@relay.example",
        "service-@relay.example",
        "service@relay.example",
        "user-x+y@relay.example",
        "user-x.y@relay.example",
        "user-x'--@relay.example",
        "xuser-x@relay.example",
      })
  void whatFitsNoPrefixIsNobodys(String address) {
    assertEquals(Role.NONE, grammar.parse(address).orElseThrow().role());
    assertFalse(grammar.isAlias(address));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "user-x@other.example",
        "user-x@sub.relay.example",
        "user-x@relay.example.other",
        "user-x",
        "@relay.example",
        "",
      })
  void whatIsInNoneOfOurDomainsIsNotOurs(String address) {
    assertEquals(Optional.empty(), grammar.parse(address));
  }

  @Test
  void writesWhatItReads() {
    assertEquals("user-x@relay.example", grammar.address(Role.USER, "x", "relay.example"));
  }

  @Test
  void thePrefixesAreSettings() {
    AliasGrammar own =
        new AliasGrammar(
            TestConfig.of(
                "domains = [\"r.test\"]\n[address]\nservice = \"s.\"\nuser = \"u.\"\nbounce = \"b.\""));
    assertEquals(Role.SERVICE, own.parse("s.x@r.test").orElseThrow().role());
    assertEquals(Role.NONE, own.parse("service-x@r.test").orElseThrow().role());
    assertEquals("b.x@r.test", own.address(Role.BOUNCE, "x", "r.test"));
  }
}
