package org.emailflow.mail;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AddressFinderTest {

  private static final AddressRule ANN =
      new AddressRule("ann@real.example", "user-1@relay.test", true);

  private final AddressFinder finder = new AddressFinder(List.of(ANN));

  @ParameterizedTest
  @ValueSource(
      strings = {
        "ann@real.example",
        "<ANN@Real.Example>",
        "to=ann@real.example&x",
        "http://x/ann@real.example/y",
        "mailto:ann@real.example?subject=x",
        "\"ann@real.example\"",
        "ann@real.example.",
        "ann@real.example. And",
        "ann@real.example_x",
        "私はann@real.exampleです",
        "éann@real.example",
        "ann@real.example@x",
        "ann+tag@real.example",
        "ann+a+b@real.example",
        "x,ann+a=b@real.example",
      })
  void findsWholeAddresses(String text) {
    assertEquals(1, finder.find(text).size(), text);
    assertTrue(finder.in(text));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "joann@real.example",
        "jo.ann@real.example",
        "jo-ann@real.example",
        "jo_ann@real.example",
        "jo+ann@real.example",
        "+ann@real.example",
        "ann@real.example.org",
        "ann@real.examples",
        "ann@real.example-x.org",
        "ann@mail.real.example",
        "ann    @real.example",
        "anna@real.example",
        "bob+ann@real.example",
        "ann@",
        "@real.example",
        "ann@real",
        "",
      })
  void leavesOtherAddresses(String text) {
    assertEquals(List.of(), finder.find(text), text);
    assertFalse(finder.in(text));
  }

  @Test
  void longestRuleWins() {
    AddressRule tagged = new AddressRule("ann+x@real.example", "b@relay.test", false);
    AddressFinder both = new AddressFinder(List.of(ANN, tagged));
    assertEquals(tagged, both.find("ann+x@real.example").get(0).rule());
    assertEquals(ANN, both.find("ann+y@real.example").get(0).rule());
  }

  @Test
  void tagsCountOnlyWhereTheRuleSaysSo() {
    AddressRule plain = new AddressRule("ann@real.example", "b@relay.test", false);
    assertTrue(new AddressFinder(List.of(plain)).find("ann+x@real.example").isEmpty());
  }

  @Test
  void idnDomainsInBothForms() {
    AddressRule unicode = new AddressRule("ann@bücher.example", "b@relay.test", false);
    AddressRule ascii = new AddressRule("ann@xn--bcher-kva.example", "b@relay.test", false);
    AddressRule capital = new AddressRule("ann@XN--Bcher-KVA.example", "b@relay.test", false);
    for (AddressRule rule : List.of(unicode, ascii, capital)) {
      AddressFinder idn = new AddressFinder(List.of(rule));
      assertEquals(1, idn.find("ann@BÜCHER.example").size());
      assertEquals(1, idn.find("ann@xn--Bcher-KVA.example").size());
    }
  }

  @Test
  void oneRunOfSignsIsLinear() {
    String text = "@".repeat(200_000) + "+".repeat(200_000) + "@real.example";
    assertFalse(finder.in(text));
  }

  @Test
  void unusualLocalPartsAreMatchedAsWritten() {
    AddressRule quoted = new AddressRule("\"j d\"@real.example", "b@relay.test", true);
    assertEquals(1, new AddressFinder(List.of(quoted)).find("at \"j d\"@real.example").size());
  }

  @Test
  void refusesWhatIsNoAddress() {
    assertThrows(IllegalArgumentException.class, () -> new AddressRule("ann", "b@c", true));
    assertThrows(IllegalArgumentException.class, () -> new AddressRule("ann@", "b@c", true));
  }

  @Test
  void hostsCountWithTheirSubdomains() {
    HostFinder hosts = new HostFinder(List.of("real.example"));
    assertTrue(hosts.in("<1@mail.real.example>"));
    assertTrue(hosts.in("----=_real.example_1"));
    assertFalse(hosts.in("unreal.example"));
    assertFalse(hosts.in("real.example.org"));
  }
}
