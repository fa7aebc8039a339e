package org.emailflow.mail;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What of the sender's mail host may stand in the names of mailboxes. */
class DisplayNameTest {

  private static final TestSpace SPACE = TestSpace.toService();

  private static String from(String name) throws Exception {
    OutgoingHeader header =
        new OutgoingHeader(
            new Mailbox(name, TestSpace.USER),
            Optional.empty(),
            List.of(Mailbox.of(TestSpace.BOB)),
            List.of(),
            "<out@relay.test>",
            Instant.EPOCH,
            List.of());
    String out =
        TestMail.written(
            new MessageTranslator(Limits.DEFAULT)
                .translate(
                    TestMail.message("From: ann@real.example\n\nx\n"),
                    header,
                    SPACE,
                    TranslationOptions.of("relay.test")));
    String body = TestMail.message(out).header().first("From").orElseThrow().body();
    return AddressList.parse(body).get(0).name();
  }

  @ParameterizedTest
  @CsvSource({
    "Ann via real.example, Ann via relay.test",
    "Ann (Real.Example), Ann (relay.test)",
    "Ann [mail.real.example], Ann [relay.test]",
    "Ann at real.example., Ann at relay.test.",
    "real.example, relay.test",
    "www.real.example Support, relay.test Support",
    "Ann via r\uFF45al\uFF0Eexample, Ann via relay.test",
    "Ann ann@real.example, Ann user-1@relay.test",
  })
  void namesOfTheSendersHostGo(String name, String expected) throws Exception {
    assertEquals(expected, from(name));
  }

  @ParameterizedTest
  @CsvSource({
    "Ann Real, Ann Real",
    "Ann of unreal.example, Ann of unreal.example",
    "Ann of real.example.org, Ann of real.example.org",
    "Ann via relay.test, Ann via relay.test",
    "Dr. Ann, Dr. Ann",
  })
  void otherNamesStay(String name, String expected) throws Exception {
    assertEquals(expected, from(name));
  }

  @Test
  void hostsOfOneLabelAreWords() throws Exception {
    TestSpace space =
        new TestSpace(
            new AddressRule("ann@office", TestSpace.USER, false),
            new AddressRule(TestSpace.SERVICE, TestSpace.BOB, false),
            false);
    String out = space.translate("From: Office <ann@office>\nCc: Office <ann@office>\n\nx\n");
    assertTrue(out.contains("From: Ann <user-1@relay.test>"), out);
    String embedded =
        space.translate(
            "From: a@b\nContent-Type: message/rfc822\n\nFrom: The Office <ann@office>\n\nx\n");
    assertTrue(embedded.contains("From: The Office <user-1@relay.test>"), embedded);
  }

  @Test
  void inEmbeddedMessagesToo() throws Exception {
    String message =
        """
        From: a@b
        Content-Type: message/rfc822

        From: Ann via real.example <ann@real.example>

        at real.example
        """;
    String out = SPACE.translate(message);
    assertTrue(out.contains("From: \"Ann via relay.test\" <user-1@relay.test>"), out);
    assertTrue(out.endsWith("\nat real.example\n"), out);
  }
}
