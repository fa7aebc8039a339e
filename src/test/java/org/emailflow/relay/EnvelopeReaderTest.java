package org.emailflow.relay;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Optional;
import org.emailflow.chain.Envelope;
import org.junit.jupiter.api.Test;

/** Where MTAs write the envelope, and where forgers do. */
class EnvelopeReaderTest {
  private static final String RECEIVED = "Received: from x by y; Sat, 21 Nov 2026 10:00:00 +0000\n";

  private static Optional<Envelope> read(String settings, String header) {
    EnvelopeReader reader =
        new EnvelopeReader(TestConfig.of("domains = [\"relay.example\"]\n" + settings));
    return reader.read(TestConfig.message(header + "\nHello.\n").header());
  }

  private static Optional<Envelope> envelope(String sender, String recipient) {
    return envelope(sender, sender, recipient);
  }

  private static Optional<Envelope> envelope(String sender, String origin, String recipient) {
    return Optional.of(new Envelope(some(sender), some(origin), recipient));
  }

  private static Optional<String> some(String address) {
    return Optional.of(address).filter(a -> !a.isEmpty());
  }

  @Test
  void postfixWritesOnTopWhatAForgerWroteBelow() {
    assertEquals(
        envelope("ann@real.example", "user-a@relay.example"),
        read(
            "",
            "Return-Path: <ann@real.example>\nDelivered-To: user-a@relay.example\n"
                + RECEIVED
                + "Return-Path: <forged@evil.example>\nDelivered-To: user-b@relay.example\n"));
  }

  @Test
  void postfixWithLuserRelayHasTheCodeInXOriginalTo() {
    assertEquals(
        envelope("ann@real.example", "user-a@relay.example"),
        read(
            "[envelope]\nrecipient-header = \"X-Original-To\"\n",
            "Return-Path: <ann@real.example>\nX-Original-To: user-a@relay.example\n"
                + "Delivered-To: efm@relay.example\n"
                + RECEIVED));
  }

  @Test
  void eximWritesLastWhatAForgerWroteAbove() {
    assertEquals(
        envelope("ann@real.example", "user-a@relay.example"),
        read(
            "[envelope]\nrecipient-header = \"Envelope-To\"\nrecipient-position = \"last\"\n",
            "Return-path: <ann@real.example>\n"
                + RECEIVED
                + "Envelope-To: user-b@relay.example\nFrom: x@y.example\n"
                + "Envelope-to: user-a@relay.example\n"));
  }

  @Test
  void openSmtpdWritesNoReturnPathForTheNullSender() {
    assertEquals(
        envelope("", "user-a@relay.example"),
        read(
            "",
            "Delivered-To: user-a@relay.example\n"
                + RECEIVED
                + "Return-Path: <bob@real.test>\nFrom: bob@real.test\n"));
  }

  @Test
  void theNullSenderIsEmptyAndBracketsAreNoPartOfAnAddress() {
    assertEquals(
        envelope("", "user-a@relay.example"),
        read("", "Return-Path: <>\nDelivered-To: <user-a@relay.example>\n"));
    assertEquals(
        envelope("\"a b\"@real.example", "User-A@Relay.Example"),
        read("", "Return-Path:\n \"a b\"@real.example\nDelivered-To: \t User-A@Relay.Example \n"));
  }

  @Test
  void forwardersThatAreNamedAreUndone() {
    String rewritten = "SRS0=hh=tt=real.test=bob@forward.test";
    String header = "Return-Path: <" + rewritten + ">\nDelivered-To: user-a@relay.example\n";
    assertEquals(
        envelope(rewritten, "bob@real.test", "user-a@relay.example"),
        read("[auth]\nforwarders = [\"forward.test\"]\n", header));
    assertEquals(envelope(rewritten, "user-a@relay.example"), read("", header));
  }

  @Test
  void toAndCcAreNeverAsked() {
    assertEquals(
        Optional.empty(),
        read(
            "",
            "Return-Path: <a@b.example>\nTo: user-a@relay.example\nCc: user-a@relay.example\n"));
    assertEquals(Optional.empty(), read("", "Delivered-To:\nTo: user-a@relay.example\n"));
  }
}
