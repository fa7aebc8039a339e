package org.emailflow;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

/** Builds a message: a plain one to begin with, whose fields a test sets, adds or takes away. */
public final class TestMessage {
  private static final AtomicInteger COUNT = new AtomicInteger();

  private final List<String> fields = new ArrayList<>();
  private String body = "Hello.\n";

  private TestMessage() {}

  /** A person's message; each has a Message-ID of its own at the writer's host. */
  public static TestMessage of(String from, String to) {
    String host = from.replaceFirst(".*@", "").replace(">", "");
    return new TestMessage()
        .with("From", from)
        .with("To", to)
        .with("Subject", "Is it free?")
        .with("Date", "Sat, 21 Nov 2026 10:00:00 +0000")
        .with("Message-ID", "<m" + COUNT.incrementAndGet() + "@mail." + host + ">");
  }

  /** A mail system's report on what came from {@code token}. */
  public static TestMessage report(String token, String action, String status) {
    return of("MAILER-DAEMON@mx.real-owner.test", token)
        .set("Subject", "Undelivered Mail")
        .with("Auto-Submitted", "auto-replied")
        .with("MIME-Version", "1.0")
        .with("Content-Type", "multipart/report; report-type=delivery-status; boundary=b")
        .body(
            """
            --b
            Content-Type: text/plain

            bob@real-owner.test is not known here.
            --b
            Content-Type: message/delivery-status

            Reporting-MTA: dns; mx.real-owner.test

            Final-Recipient: rfc822; bob@real-owner.test
            Action: %s
            Status: %s
            Diagnostic-Code: smtp; 550 %s <bob@real-owner.test> unknown

            --b
            Content-Type: text/rfc822-headers

            To: bob@real-owner.test

            --b--
            """
                .formatted(action, status, status));
  }

  /** A message without any field. */
  public static TestMessage bare() {
    return new TestMessage();
  }

  /** Adds a field below the others. */
  public TestMessage with(String name, String value) {
    fields.add(name + ": " + value);
    return this;
  }

  /** Adds a field above the others. */
  public TestMessage onTop(String name, String value) {
    fields.add(0, name + ": " + value);
    return this;
  }

  public TestMessage set(String name, String value) {
    return without(name).with(name, value);
  }

  public TestMessage without(String name) {
    fields.removeIf(field -> field.startsWith(name + ":"));
    return this;
  }

  public TestMessage answering(String... ids) {
    return with("In-Reply-To", ids[ids.length - 1]).with("References", String.join(" ", ids));
  }

  /** As the site's own MTA delivers what it vouches for. */
  public TestMessage vouched() {
    return onTop("Received", "from x (x.example [203.0.113.9]) by mx; now")
        .onTop("Authentication-Results", "mx.relay.example; dmarc=pass");
  }

  public TestMessage body(String text) {
    body = text;
    return this;
  }

  public String field(String name) {
    return fields.stream()
        .filter(field -> field.startsWith(name + ":"))
        .findFirst()
        .map(field -> field.substring(name.length() + 2))
        .orElseThrow();
  }

  public byte[] bytes() {
    return (String.join("\n", fields) + "\n\n" + body).getBytes(UTF_8);
  }
}
