package org.emailflow;

import java.util.Optional;

/** One message and how it must end: a row of {@link RefusalsTest}. */
final class RefusalRow {
  private final String name;
  private final String recipient;
  private final TestMessage message;
  private String sender;
  private String disposition;
  private String reason = "";
  private Optional<String> notice = Optional.empty();

  private RefusalRow(String name, String from, String recipient) {
    this.name = name;
    this.recipient = recipient;
    this.sender = from;
    this.message = TestMessage.of(from, recipient);
    if (from.isEmpty()) {
      message.without("From");
    }
  }

  /** A message from somebody, by From and envelope, to an alias that stands in To. */
  static RefusalRow row(String name, String from, String recipient) {
    return new RefusalRow(name, from, recipient);
  }

  /** Another envelope sender; empty for the null sender. */
  RefusalRow from(String envelope) {
    sender = envelope;
    return this;
  }

  RefusalRow to(String shown) {
    message.set("To", shown);
    return this;
  }

  RefusalRow with(String field, String value) {
    message.with(field, value);
    return this;
  }

  RefusalRow top(String field, String value) {
    message.onTop(field, value);
    return this;
  }

  RefusalRow relayed() {
    return ends("relayed", "");
  }

  /** Nothing goes out. */
  RefusalRow ends(String how, String why) {
    disposition = how;
    reason = why;
    return this;
  }

  /** A notice goes to the envelope sender. */
  RefusalRow denied(String why) {
    notice = Optional.of(sender);
    return ends("denied", why);
  }

  RefusalRow noticeTo(String address) {
    notice = Optional.of(address);
    return this;
  }

  TestMessage message() {
    return message;
  }

  String sender() {
    return sender;
  }

  String recipient() {
    return recipient;
  }

  String disposition() {
    return disposition;
  }

  String reason() {
    return reason;
  }

  Optional<String> notice() {
    return notice;
  }

  @Override
  public String toString() {
    return name;
  }
}
