package org.emailflow.mail;

import static org.emailflow.mail.TestMail.bytes;
import static org.emailflow.mail.TestMail.message;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import java.security.MessageDigest;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class MessageTest {
  private static final String BLOCK =
      "Return-Path: <ann@real.example>\nX-Original-To: a\nDelivered-To:\n a\nDelivery-date: x\nEnvelope-To: a\n";

  @Test
  void theDeliveryBlockIsTheRunOnTop() throws Exception {
    String rest = "Received: x\nDelivered-To: forged\n\nbody";
    assertEquals(BLOCK.length(), message(BLOCK + rest).deliveryEnd());
    assertEquals(0, message(rest).deliveryEnd());
    assertEquals(BLOCK.length(), message(BLOCK + "\n").deliveryEnd());
  }

  @Test
  void aMailboxLineAboveBelongsToTheBlock() throws Exception {
    String from = "From ann Sat\n";
    assertEquals((from + BLOCK).length(), message(from + BLOCK + "A: 1\n\n").deliveryEnd());
    assertEquals(from.length(), message(from + "A: 1\n\n").deliveryEnd());
    assertEquals(BLOCK.length(), message(BLOCK + from + BLOCK + "A: 1\n\n").deliveryEnd());
  }

  @Test
  void identityIsOfWhatStandsBelowTheBlockAndTheRecipient() throws Exception {
    String rest = "A: 1\n\nbody\0\r\n";
    MessageDigest digest = MessageDigest.getInstance("SHA-256");
    byte[] expected = digest.digest(bytes(rest + "\0user-x@relay.example"));
    assertArrayEquals(expected, message(BLOCK + rest).identity("User-X@relay.example"));
    assertArrayEquals(expected, message(rest).identity("user-x@relay.example"));
    assertFalse(Arrays.equals(expected, message(rest).identity("user-y@relay.example")));
  }

  @ParameterizedTest
  @CsvSource({"\\r\\n,\\r\\n", "\\n,\\n", "\\r,\\n"})
  void theLineEndIsTheFirstOneBelowTheBlock(String end, String expected) throws Exception {
    String written = end.replace("\\r", "\r").replace("\\n", "\n");
    String wanted = expected.replace("\\r", "\r").replace("\\n", "\n");
    assertEquals(wanted, message(BLOCK + "A: 1" + written + written + "x\n").lineEnd());
    assertEquals("\n", message("").lineEnd());
  }
}
