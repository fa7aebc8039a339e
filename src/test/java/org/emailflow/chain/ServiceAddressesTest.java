package org.emailflow.chain;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import org.emailflow.mail.Addresses;
import org.emailflow.store.ServiceFacts;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** From which addresses a service may write. */
class ServiceAddressesTest {
  private final ServiceAddresses addresses =
      new ServiceAddresses(
          List.of(
              address("Bob@Real.test", false),
              address("desk@firm.test", true),
              address("j\u00fcrgen@b\u00fccher.example", false)));

  private static ServiceFacts.Address address(String address, boolean wholeDomain) {
    return new ServiceFacts.Address(
        address, Addresses.key(address).orElseThrow(), false, wholeDomain);
  }

  @ParameterizedTest
  @CsvSource({
    "bob@real.test, true",
    "BOB@REAL.TEST, true",
    "bob+flats@real.test, true",
    "prvs=1234abcdef=bob@real.test, true",
    "PRVS=1234abcdef=Bob@real.test, true",
    "prvs=1234abcdef=bob+flats@real.test, true",
    "prvs=bob@real.test, false",
    "eve=bob@real.test, false",
    "prvs=1234abcdef=eve@real.test, false",
    "+bob@real.test, false",
    "eve+bob@real.test, false",
    "bobby@real.test, false",
    "bob@sub.real.test, false",
    "bob@real.test.evil.example, false",
    "bob@real.test@evil.example, false",
    "anyone@firm.test, true",
    "anyone@FIRM.test, true",
    "anyone@sub.firm.test, false",
    "anyone@nofirm.test, false",
    "J\u00dcRGEN@xn--bcher-kva.example, true",
    "j\u00fcrgen@B\u00dcCHER.example, true",
    "bob, false",
    "'', false",
  })
  void includes(String address, boolean included) {
    assertEquals(included, addresses.include(address), address);
  }
}
