package org.emailflow.relay;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.emailflow.config.Config.DisplayName;
import org.emailflow.mail.Mailbox;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DisplayNamesTest {
  @ParameterizedTest
  @CsvSource({
    "KEEP, Ann Smith, Ann Smith",
    "KEEP, Ann (ann@real.example), Ann",
    "KEEP, ann@real.example, ",
    "KEEP, 'ann%40real.example (work)', (work)",
    "KEEP, 'Ann via ann\uff20real.example', Ann via",
    "KEEP, '\"\"', ",
    "KEEP, '  Ann   Smith ', Ann Smith",
    "KEEP, \u30a2\u30f3, \u30a2\u30f3",
    "FIRST_NAME, Ann Smith, Ann",
    "FIRST_NAME, ann@real.example Ann Smith, Ann",
    "HIDE, Ann Smith, ",
    "KEEP, , ",
  })
  void aNameShowsNoAddress(DisplayName mode, String name, String shown) {
    Mailbox mailbox = new DisplayNames(mode).named(new Mailbox(name, "a@b.example"), "u@r.example");
    assertEquals(new Mailbox(shown, "u@r.example"), mailbox);
  }
}
