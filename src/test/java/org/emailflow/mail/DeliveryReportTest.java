package org.emailflow.mail;

import static org.emailflow.mail.TestMail.message;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Base64;
import java.util.List;
import java.util.Optional;
import org.emailflow.mail.DeliveryReport.Outcome;
import org.junit.jupiter.api.Test;

class DeliveryReportTest {
  private static final String STATUS =
      """
      Reporting-MTA: dns; mx.real.test
      Arrival-Date: Sat, 21 Nov 2026 10:00:00 +0000

      Final-Recipient: rfc822; Bob@real.test
      Action: Failed (gave up)
      Status: 5.1.1 (no such user)
      Diagnostic-Code: smtp; 550 5.1.1 <bob@real.test>:
       unknown

      Original-Recipient: rfc822;ann@real.test
      Final-Recipient: rfc822;<ann@real.test>
      Action: delayed
      """;

  private static String report(String status, String encoding) {
    return """
        Content-Type: multipart/report; report-type=delivery-status; boundary=b

        --b

        Sorry.
        --b
        Content-Type: message/delivery-status
        Content-Transfer-Encoding: %s

        %s
        --b
        Content-Type: message/rfc822

        Content-Type: message/delivery-status

        Final-Recipient: rfc822; not@this.test
        --b--
        """
        .formatted(encoding, status);
  }

  private static List<Outcome> read(String status) throws Exception {
    return DeliveryReport.read(message(report(status, "7bit")));
  }

  @Test
  void oneOutcomeARecipient() throws Exception {
    List<Outcome> expected =
        List.of(
            new Outcome(
                "failed",
                Optional.of("5.1.1"),
                Optional.of("550"),
                "550 5.1.1 <bob@real.test>: unknown",
                "(no such user)",
                Optional.of("Bob@real.test")),
            new Outcome(
                "delayed",
                Optional.empty(),
                Optional.empty(),
                "",
                "",
                Optional.of("ann@real.test")));
    assertEquals(expected, read(STATUS));
    assertEquals(
        expected, DeliveryReport.read(message(report(STATUS, "7bit").replace("\n", "\r\n"))));
    String encoded = Base64.getMimeEncoder().encodeToString(TestMail.bytes(STATUS));
    assertEquals(expected, DeliveryReport.read(message(report(encoded, "base64"))));
  }

  @Test
  void whatIsMissingIsEmptyAndAStatusMayStandInTheDiagnostic() throws Exception {
    assertEquals(
        Optional.of("4.2.2"),
        read("Action: failed\nDiagnostic-Code: smtp; 452-4.2.2 full, 127.0.0.1\n").get(0).status());
    assertEquals(
        Optional.of("452"),
        read("Action: failed\nDiagnostic-Code: smtp; 452-4.2.2 full, 127.0.0.1\n")
            .get(0)
            .replyCode());
    assertEquals(
        new Outcome("", Optional.of("5.0.0"), Optional.empty(), "", "", Optional.empty()),
        read("Status: 5.0.0\n").get(0));
    assertEquals(List.of(), read("Reporting-MTA: dns; x\n"));
    assertEquals(List.of(), DeliveryReport.read(message("Subject: x\n\nFinal-Recipient: no\n")));
  }

  @Test
  void linesThatAreNoFieldsAreNotTheEnd() throws Exception {
    assertEquals(1, read("What follows\nis it:\n\n\n\nno field here\nAction: failed\n").size());
  }

  @Test
  void anEndlessDiagnosticIsCut() throws Exception {
    String line = "Diagnostic-Code: smtp; " + "x".repeat(100_000) + "\n";
    assertTrue(read("Action: failed\n" + line).get(0).diagnostic().length() < 5000);
  }

  @Test
  void tooManyRecipientsHaveANamedReason() {
    MailException e =
        assertThrows(MailException.class, () -> read("Action: failed\n\n".repeat(20_000)));
    assertEquals("too-many-parts", e.reason());
  }
}
