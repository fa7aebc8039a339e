package org.emailflow.relay;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

class QueueHeaderTest {
  private static final String SMTPUTF8 = "\nX-Efm-Smtputf8: yes\n\n";

  @Test
  void aRelayedMessageTellsWhereBouncesGoAndWhatWasWrittenTo() {
    assertEquals(
        """
        X-Efm-Sender: <bounce-t@relay.example>
        X-Efm-Recipient: <bob@real.test>;orcpt=rfc822;user-a+2Bb@relay.example
        X-Efm-Envid: t

        """,
        relayed("bob@real.test", "user-a+b@relay.example"));
  }

  private static String relayed(String recipient, String alias) {
    byte[] lines = QueueHeader.relayed("bounce-t@relay.example", "t", recipient, alias, false);
    return new String(lines, UTF_8);
  }

  @Test
  void smtputf8IsAskedForOnlyWhereAnAddressOrTheHeaderNeedsIt() {
    assertTrue(relayed("j\u00fcrgen@real.test", "user-a@relay.example").contains(SMTPUTF8));
    byte[] forTheHeader = QueueHeader.relayed("b@relay.example", "t", "bob@real.test", "a@b", true);
    assertTrue(new String(forTheHeader, UTF_8).contains(SMTPUTF8));
    assertFalse(relayed("bob@real.test", "user-a@relay.example").contains("Smtputf8"));
  }

  @Test
  void aNoticeComesFromNobodyAndIsNotAnswered() {
    assertEquals(
        "X-Efm-Sender: <>\nX-Efm-Recipient: <bob@real.test>;notify=never\n\n",
        new String(QueueHeader.notice("bob@real.test"), UTF_8));
  }

  /** RFC 3461 section 4: printable ASCII but + and = stands for itself. */
  @Test
  void xtextWritesTheRestAsHexadecimal() {
    assertEquals("a+2Bb+3Dc+20d+7F!~", QueueHeader.xtext("a+b=c d\u007f!~"));
    assertEquals("+C3+BC", QueueHeader.xtext("\u00fc"));
  }
}
