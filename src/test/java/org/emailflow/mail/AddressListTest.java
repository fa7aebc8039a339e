package org.emailflow.mail;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Random;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AddressListTest {
  private static String parsed(String body) {
    return AddressList.parse(body).stream()
        .map(m -> m.displayName().map(n -> n + "=").orElse("") + m.address())
        .collect(Collectors.joining("|"));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '#',
      quoteCharacter = '`',
      value = {
        "ann@x.example#ann@x.example",
        "Ann <ann@x.example>#Ann=ann@x.example",
        "\"Smith, Ann\" <ann@x.example>, b@y.test#Smith, Ann=ann@x.example|b@y.test",
        "ann@x.example (Ann (the) Smith)#Ann (the) Smith=ann@x.example",
        "Ann (no) <ann@x.example>#Ann=ann@x.example",
        "=?utf-8?q?Jos=C3=A9?= =?utf-8?q?_P?= <j@x.example>#Jos\u00e9 P=j@x.example",
        "\"=?utf-8?q?Jos=C3=A9?=\" <j@x.example>#Jos\u00e9=j@x.example",
        "=?utf-8?q?Smith,_Ann?= <ann@x.example>#Smith, Ann=ann@x.example",
        "=?utf-8?q?Ann_<ann@x.example>?=#Ann=ann@x.example",
        "undisclosed-recipients:;#``",
        "Team: a@x.example, B <b@x.example>;, c@x.example#a@x.example|B=b@x.example|c@x.example",
        "<@a.example,@b.example:ann@x.example>#ann@x.example",
        "\"a b\"@x.example#\"a b\"@x.example",
        "<\"a@b,c\"@x.example>#\"a@b,c\"@x.example",
        "ann @ x . example#ann@x.example",
        "Dr. Ann Smith. ann@x.example#Dr. Ann Smith.=ann@x.example",
        "Ann Smith ann@x.example#Ann Smith=ann@x.example",
        "a@x.example b@x.example#a@x.example|b@x.example",
        "A <a@x.example> B <b@x.example>#A=a@x.example|B=b@x.example",
        "<ann@x.example, Bob <bob@y.test>#ann@x.example|Bob=bob@y.test",
        "Ann <ann@x.example#Ann=ann@x.example",
        "Ann <ann(\\)home)@x.example(there)>#Ann=ann@x.example",
        "<<ann@x.example>>#ann@x.example",
        "mailto:ann@x.example#ann@x.example",
        "<mailto:ann@x.example>#ann@x.example",
        "ann@x.example <ann>#ann@x.example",
        "\"ann@x.example\" <b@y.test>#ann@x.example=b@y.test",
        "postmaster, <>, root#``",
        ",,#``",
        "j\u00f6rg@b\u00fccher.example#j\u00f6rg@b\u00fccher.example",
        "@x.example, ann@#``",
        "(unclosed comment ann@x.example#``",
        "\"unclosed ann@x.example#unclosed=ann@x.example",
      })
  void parsing(String body, String mailboxes) {
    assertEquals(mailboxes, parsed(body));
  }

  @Test
  void severalFieldsAreOneList() throws MailException {
    Header h = TestMail.message("From: a@x.example\nFrom: b@x.example\n\n").header();
    assertEquals(2, AddressList.of(h, "from").size());
    assertTrue(AddressList.only(AddressList.of(h, "From")).isEmpty());
    assertTrue(AddressList.only(AddressList.parse("a@x.example")).isPresent());
  }

  private static String format(Mailbox... mailboxes) {
    return AddressList.format(List.of(mailboxes), 4, "\n");
  }

  @Test
  void formatting() {
    assertEquals("a@x.example", format(Mailbox.of("a@x.example")));
    assertEquals("Ann Smith <a@x.example>", format(new Mailbox("Ann Smith", "a@x.example")));
    assertEquals(
        "\"Smith, \\\"Ann\\\"\" <a@x.example>",
        format(new Mailbox("Smith, \"Ann\"", "a@x.example")));
    assertEquals(
        "=?UTF-8?Q?Jos=C3=A9?= <j@x.example>", format(new Mailbox("Jos\u00e9", "j@x.example")));
    assertEquals(
        "a@x.example, B <b@x.example>",
        format(Mailbox.of("a@x.example"), new Mailbox("B", "b@x.example")));
    assertEquals("", format());
  }

  @Test
  void noValueBeginsAFieldOfItsOwn() {
    Mailbox evil = new Mailbox("Ann\r\nBcc: c@x.example\0\u2028", "a@x.example\r\nBcc: d@y.test");
    assertEquals("Ann  Bcc: c@x.example", evil.name());
    assertFalse(format(evil).contains("\n"));
    assertFalse(format(evil).contains("\r"));
    assertEquals(null, new Mailbox(" \r\n", "a@x.example").name());
  }

  @Test
  void whatIsWrittenIsReadAgainInShortLines() {
    Random random = new Random(13);
    String alphabet = "ab c,;:<>@\"\\()=?_[].\u00e9\u65e5'";
    for (int round = 0; round < 2000; round++) {
      StringBuilder name = new StringBuilder();
      for (int i = random.nextInt(120); i > 0; i--) {
        name.append(alphabet.charAt(random.nextInt(alphabet.length())));
      }
      Mailbox mailbox = new Mailbox(name.toString(), "a@x.example");
      String body = format(mailbox, Mailbox.of("b@y.test"));
      assertEquals(
          List.of(mailbox, Mailbox.of("b@y.test")),
          AddressList.parse(body.replace("\n", "")),
          body);
      body.lines().forEach(l -> assertTrue(l.length() <= 78 + 4, l));
    }
  }

  @Test
  void endlessNamesAreCut() {
    String body = format(new Mailbox("\u65e5".repeat(5000), "a@x.example"));
    assertTrue(body.length() < 5000);
  }

  @Test
  void parsingNeverFails() {
    Random random = new Random(17);
    String alphabet = "a@.<>,;:()\"\\ =?utf-8?q?\u00e9";
    for (int round = 0; round < 20_000; round++) {
      StringBuilder body = new StringBuilder();
      for (int i = random.nextInt(40); i > 0; i--) {
        body.append(alphabet.charAt(random.nextInt(alphabet.length())));
      }
      for (Mailbox m : AddressList.parse(body.toString())) {
        assertTrue(m.address().indexOf('@') > 0, body.toString());
        assertTrue(Addresses.key(m.address()).isEmpty() || m.address().contains("@"));
      }
    }
  }
}
