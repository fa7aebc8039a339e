package org.emailflow.config;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.InvalidKeyException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import javax.crypto.Mac;

/**
 * The site's keys: HMAC-SHA256 (RFC 2104), the first signs, all verify. Immutable and safe for
 * threads.
 *
 * <p>What is signed for one purpose does not verify for another: the purpose is part of what is
 * signed. Purpose and data are each preceded by their length, so that {@code "ab", "c"} and {@code
 * "a", "bc"} differ.
 *
 * <p>A rotation puts a new key in front and keeps the old ones, so that tokens in mail that is
 * already out go on verifying. To end that, a person removes a line from the file.
 *
 * <p>This class writes no file: {@link #lines} is what a durable writer stores, mode 0600.
 */
public final class Keyring {

  /** Fewest bytes of a MAC that verify: 80 bits, the least that RFC 2104 section 5 allows. */
  public static final int SHORTEST_MAC = 10;

  private final List<SigningKey> keys;

  /** One a thread: to ask the platform's providers for one takes longer than its work. */
  private final ThreadLocal<Mac> macs = ThreadLocal.withInitial(Keyring::newMac);

  private Keyring(List<SigningKey> keys) {
    this.keys = List.copyOf(keys);
  }

  /**
   * Reads a keys file; tells {@code warnings} if others than its owner may read it.
   *
   * @throws ConfigException if the file is missing or unreadable, or holds a bad line or none
   */
  public static Keyring read(Path file, Consumer<String> warnings) {
    List<String> lines = TextFile.read(file, "run `efm init` to make it").lines().toList();
    if (TextFile.isOpenToOthers(file)) {
      warnings.accept(file + ": others may read the keys; run chmod 600 " + file);
    }
    return parse(file + ":", lines);
  }

  /**
   * Parses lines {@code id secret since}; blank ones and {@code #} comments are skipped.
   *
   * @throws ConfigException naming each bad line, or if there is no key at all
   */
  public static Keyring parse(List<String> lines) {
    return parse("keys, line ", lines);
  }

  private static Keyring parse(String where, List<String> lines) {
    List<SigningKey> keys = new ArrayList<>();
    List<String> problems = new ArrayList<>();
    int number = 0;
    for (String line : lines) {
      number++;
      if (line.isBlank() || line.startsWith("#")) {
        continue;
      }
      try {
        keys.add(unique(SigningKey.parse(line), keys));
      } catch (IllegalArgumentException e) {
        problems.add(where + number + ": " + e.getMessage());
      }
    }
    if (keys.isEmpty() && problems.isEmpty()) {
      problems.add(
          where
              + "1: holds no key; put back your copy of it, or remove the file and run `efm init`");
    }
    if (!problems.isEmpty()) {
      throw new ConfigException(problems);
    }
    return new Keyring(keys);
  }

  private static SigningKey unique(SigningKey key, List<SigningKey> before) {
    if (find(before, key.id()).isPresent()) {
      throw new IllegalArgumentException("id \"" + key.id() + "\" is taken by a line above");
    }
    return key;
  }

  /** A ring of one new key. */
  public static Keyring create(SecureRandom random, Instant now) {
    return new Keyring(List.of(SigningKey.generate(random, now)));
  }

  /** This ring with a new key in front, whose id no other has. */
  public Keyring rotated(SecureRandom random, Instant now) {
    SigningKey next = SigningKey.generate(random, now);
    while (find(keys, next.id()).isPresent()) {
      next = SigningKey.generate(random, now);
    }
    List<SigningKey> longer = new ArrayList<>();
    longer.add(next);
    longer.addAll(keys);
    return new Keyring(longer);
  }

  /** Signs with the first key. */
  public Signature sign(String purpose, byte[]... data) {
    SigningKey first = keys.get(0);
    return new Signature(first.id(), mac(first, purpose, data));
  }

  /**
   * Whether key {@code keyId} made {@code mac} for this purpose and these data. Takes the same time
   * wherever the difference lies.
   *
   * @param mac the first {@link #SHORTEST_MAC} bytes or more of what {@link #sign} gave
   * @return false also for a key that is not here and for a MAC that is too short or too long
   */
  public boolean verify(String purpose, String keyId, byte[] mac, byte[]... data) {
    Optional<SigningKey> key = find(keys, keyId);
    if (key.isEmpty() || mac.length < SHORTEST_MAC) {
      return false;
    }
    byte[] whole = mac(key.get(), purpose, data);
    return mac.length <= whole.length
        && MessageDigest.isEqual(Arrays.copyOf(whole, mac.length), mac);
  }

  /** The ids, the signing one first. */
  public List<String> ids() {
    return keys.stream().map(SigningKey::id).toList();
  }

  /** The lines of the file, the signing key's first; {@link #parse} reads them again. */
  public List<String> lines() {
    return keys.stream().map(SigningKey::line).toList();
  }

  /** Ids and times, no secrets. */
  @Override
  public String toString() {
    return keys.toString();
  }

  private static Optional<SigningKey> find(List<SigningKey> keys, String id) {
    return keys.stream().filter(key -> key.id().equals(id)).findFirst();
  }

  private byte[] mac(SigningKey key, String purpose, byte[]... data) {
    try {
      Mac mac = macs.get();
      mac.init(key.secret());
      update(mac, purpose.getBytes(StandardCharsets.UTF_8));
      for (byte[] part : data) {
        update(mac, part);
      }
      return mac.doFinal();
    } catch (InvalidKeyException e) {
      throw new IllegalStateException("32 bytes are a key for HMAC-SHA256", e);
    }
  }

  private static Mac newMac() {
    try {
      return Mac.getInstance(SigningKey.ALGORITHM);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("HMAC-SHA256 is part of every Java platform", e);
    }
  }

  private static void update(Mac mac, byte[] part) {
    mac.update(ByteBuffer.allocate(Integer.BYTES).putInt(part.length).array());
    mac.update(part);
  }
}
