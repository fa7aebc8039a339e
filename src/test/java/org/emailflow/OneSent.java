package org.emailflow;

import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

/** A site on which Ann has written to Bob's service, for what comes back of that message. */
abstract class OneSent {
  static final String ANN = "ann@real-user.example";
  static final String BOB = "bob@real-owner.test";

  @TempDir Path folder;
  TestSite site;
  String service;

  /** Ann's code. */
  String user;

  /** The {@code bounce-} address that her message went out under. */
  String token;

  @BeforeEach
  void open() {
    site = new TestSite(folder);
    service = site.service(BOB);
    QueuedMail sent = site.relay(TestMessage.of(ANN, service), ANN, service);
    user = sent.find("From", "user-[^>]+");
    token = sent.sender();
  }

  @AfterEach
  void close() {
    site.close();
  }

  /** A report on her message. */
  TestMessage report(String action, String status) {
    return TestMessage.report(token, action, status);
  }
}
