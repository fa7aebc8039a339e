package org.emailflow.relay;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Optional;
import org.emailflow.chain.Envelope;
import org.emailflow.mail.Mailbox;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Who wrote a message: the one in From, else who sent it. */
class WriterTest {

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      nullValues = "-",
      value = {
        "From: Ann <ann@real.example> | eve@out.test | ann@real.example",
        "From: ann@real.example;From: ann@real.example | eve@out.test | ann@real.example",
        "From: ann@real.example, bob@real.test | eve@out.test | eve@out.test",
        "From: ann@real.example;From: bob@real.test | eve@out.test | eve@out.test",
        "From: Team: ann@real.example, bob@real.test\\; | eve@out.test | eve@out.test",
        "From: Team: ann@real.example\\; | eve@out.test | ann@real.example",
        "From: Ann | eve@out.test | eve@out.test",
        "From: nobody:\\; | eve@out.test | eve@out.test",
        "Sender: ann@real.example | eve@out.test | eve@out.test",
        "Subject: x | prvs=1234abcdef=eve@out.test | eve@out.test",
        "Subject: x | SRS0=hh=tt=out.test=eve@fwd.test | eve@out.test",
        "Subject: x | SRS0=hh=tt=out.test=eve@evil.test | SRS0=hh=tt=out.test=eve@evil.test",
        "From: ann@real.example | - | ann@real.example",
        "From: ann@real.example, bob@real.test | - | -",
        "Subject: x | - | -",
      })
  void isTheOneInFromOrTheEnvelopeSender(String fields, String sender, String writer) {
    String header = fields.replace(";", "\n").replace("\\\n", ";");
    String path = sender == null ? "" : sender;
    String top = "Return-Path: <" + path + ">\nDelivered-To: service-x@relay.example\n";
    String settings = "domains = [\"relay.example\"]\n[auth]\nforwarders = [\"fwd.test\"]\n";
    var message = TestConfig.message(top + header + "\n\nx\n").header();
    Envelope envelope = new EnvelopeReader(TestConfig.of(settings)).read(message).orElseThrow();
    assertEquals(
        Optional.ofNullable(writer),
        IncomingReader.writer(message, envelope).map(Mailbox::address));
  }
}
