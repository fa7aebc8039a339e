package org.emailflow.mail;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AlignmentTest {
  @ParameterizedTest
  @CsvSource({
    "real.example, real.example, true",
    "Real.Example, real.example., true",
    "mail.real.example, real.example, true",
    "real.example, bounce.mail.real.example, true",
    "m\u00fcnchen.example, xn--mnchen-3ya.example, true",
    "unreal.example, real.example, false",
    "a.real.example, b.real.example, false",
    "example, real.example, false",
    "co.uk, bank.co.uk, false",
    "bank.co.uk, mail.bank.co.uk, true",
    "com.ar, a.com.ar, false",
    "go.example, a.go.example, true",
    "'', '', false",
    "'', real.example, false"
  })
  void speaksFor(String one, String other, boolean aligned) {
    assertEquals(aligned, Alignment.of(one, other));
    assertEquals(aligned, Alignment.of(other, one));
  }
}
