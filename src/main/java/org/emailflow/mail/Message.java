package org.emailflow.mail;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.security.DigestOutputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Locale;
import java.util.Set;

/**
 * A message at rest: the index of its header and parts over its bytes.
 *
 * <p>Nothing is copied but header sections, so that a message of any size is read in little memory.
 * The bytes must stay readable as long as this is used. Immutable.
 */
public final class Message {
  private static final Set<String> DELIVERY_FIELDS =
      Set.of("return-path", "delivered-to", "x-original-to", "envelope-to", "delivery-date");

  private final Octets octets;
  private final Entity root;
  private final long deliveryEnd;
  private final String lineEnd;

  private Message(Octets octets, Entity root) throws IOException {
    this.octets = octets;
    this.root = root;
    this.deliveryEnd = deliveryEnd(root.header());
    this.lineEnd = lineEnd(octets, deliveryEnd, root.bodyStart());
  }

  /**
   * Reads a message.
   *
   * @throws MailException where a limit is exceeded; nothing else in a message is an error
   * @throws IOException where its bytes cannot be read
   */
  public static Message read(Octets octets, Limits limits) throws MailException, IOException {
    return new Message(octets, new EntityReader(octets, limits).read());
  }

  /** Its bytes. */
  public Octets octets() {
    return octets;
  }

  /** The message as an entity, with its parts. */
  public Entity root() {
    return root;
  }

  /** Its header section. */
  public Header header() {
    return root.header();
  }

  /**
   * The offset after the fields that the MTA put on top when it delivered ({@code Return-Path},
   * {@code Delivered-To}, {@code X-Original-To}, {@code Envelope-To}, {@code Delivery-date}), and a
   * {@code From } line above them.
   */
  public long deliveryEnd() {
    return deliveryEnd;
  }

  /** The line end of the message below the delivery block: {@code "\r\n"} or {@code "\n"}. */
  public String lineEnd() {
    return lineEnd;
  }

  /**
   * What makes it the same message when it is delivered again under another name: the SHA-256 of
   * its bytes below the delivery block, a zero byte, and the recipient in lower case.
   */
  public byte[] identity(String recipient) throws IOException {
    MessageDigest digest = sha256();
    octets.copyTo(
        deliveryEnd,
        octets.length(),
        new DigestOutputStream(OutputStream.nullOutputStream(), digest));
    digest.update((byte) 0);
    return digest.digest(recipient.toLowerCase(Locale.ROOT).getBytes(StandardCharsets.UTF_8));
  }

  /** The same of what cannot be read as a message: the SHA-256 of all there is. */
  public static byte[] identityOfUnreadable(Octets octets) throws IOException {
    MessageDigest digest = sha256();
    octets.copyTo(
        0, octets.length(), new DigestOutputStream(OutputStream.nullOutputStream(), digest));
    return digest.digest();
  }

  static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new AssertionError("every Java has SHA-256", e);
    }
  }

  private static long deliveryEnd(Header header) {
    long end = header.start();
    if (!header.strays().isEmpty() && header.strays().get(0).start() == end) {
      end = header.strays().get(0).end();
    }
    for (Field field : header.fields()) {
      boolean delivery = DELIVERY_FIELDS.contains(field.name().toLowerCase(Locale.ROOT));
      if (field.start() != end || !delivery) {
        break;
      }
      end = field.end();
    }
    return end;
  }

  private static String lineEnd(Octets octets, long from, long bodyStart) throws IOException {
    long to = from < bodyStart ? bodyStart : octets.length();
    LineScanner line = new LineScanner(octets, from, to);
    return line.next() && line.end() - line.contentEnd() == 2 ? "\r\n" : "\n";
  }
}
