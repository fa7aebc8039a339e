package org.emailflow.mail;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;

/**
 * Ann writes to a service of Bob's: she is a user's alias to him, and the alias that she wrote to
 * is his own address. The other way round it is her view of his answers.
 */
record TestSpace(AddressRule sender, AddressRule recipient, boolean back) implements Space {

  static final String ANN = "ann@real.example";
  static final String USER = "user-1@relay.test";
  static final String SERVICE = "service-2@relay.test";
  static final String BOB = "bob@real.test";

  /** Mail from Ann as Bob sees it. */
  static TestSpace toService() {
    return new TestSpace(
        new AddressRule(ANN, USER, true), new AddressRule(SERVICE, BOB, false), false);
  }

  /** Mail from Bob as Ann sees it. */
  static TestSpace toUser() {
    return new TestSpace(
        new AddressRule(BOB, SERVICE, true), new AddressRule(USER, ANN, false), true);
  }

  @Override
  public Optional<Mailbox> show(Mailbox mailbox) {
    return rules().stream()
        .filter(rule -> rule.from().equalsIgnoreCase(mailbox.address()))
        .map(rule -> new Mailbox(mailbox.name(), rule.to()))
        .findFirst();
  }

  @Override
  public List<AddressRule> rules() {
    return List.of(sender, recipient);
  }

  @Override
  public String id(String original) {
    if (back) {
      String hex = original.substring(original.indexOf('x') + 1, original.indexOf('@'));
      return new String(HexFormat.of().parseHex(hex), StandardCharsets.UTF_8);
    }
    String hex = HexFormat.of().formatHex(original.getBytes(StandardCharsets.UTF_8));
    boolean bracketed = original.startsWith("<");
    return (bracketed ? "<x" : "x") + hex + "@relay.test" + (bracketed ? ">" : "");
  }

  OutgoingHeader header() {
    return new OutgoingHeader(
        new Mailbox("Ann", sender.to()),
        Optional.of(Mailbox.of(sender.to())),
        List.of(Mailbox.of(recipient.to())),
        List.of(),
        "<out@relay.test>",
        Instant.parse("2026-11-21T10:00:00Z"),
        List.of("X-Loop-Hops: 1"));
  }

  String translate(String message) throws MailException, IOException {
    return translate(message, TranslationOptions.of("relay.test"));
  }

  String translate(String message, TranslationOptions options) throws MailException, IOException {
    return TestMail.written(outbound(message, options));
  }

  Outbound outbound(String message, TranslationOptions options) throws MailException, IOException {
    return new MessageTranslator(Limits.DEFAULT)
        .translate(TestMail.message(message), header(), this, options);
  }

  /** A message with this header and body, translated; what follows the fields that are added. */
  static String bodyOf(String message) {
    int lf = message.indexOf("\n\n");
    int crlf = message.indexOf("\r\n\r\n");
    return crlf >= 0 && (lf < 0 || crlf < lf)
        ? message.substring(crlf + 4)
        : message.substring(lf + 2);
  }
}
