package org.emailflow.spool;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Path;
import java.security.DigestOutputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import org.apache.commons.io.output.ProxyOutputStream;

/**
 * Writes a staged file, counting and hashing on the way. What goes wrong with the disk is thrown as
 * a {@link SpoolException} and remembered, so that it is told from what goes wrong with the content
 * even if the content's writer wraps or swallows it.
 */
final class StagingStream extends ProxyOutputStream {

  private static final int BUFFER = 16 * 1024;

  private final Path file;
  private final MessageDigest digest;
  private long size;
  private SpoolException failure;

  StagingStream(Path file, OutputStream raw) {
    this(file, raw, sha256());
  }

  private StagingStream(Path file, OutputStream raw, MessageDigest digest) {
    super(new BufferedOutputStream(new DigestOutputStream(raw, digest), BUFFER));
    this.file = file;
    this.digest = digest;
  }

  /** As {@link Staged#sha256} has it, of bytes that were written earlier. */
  static String sha256(InputStream bytes) throws IOException {
    MessageDigest digest = sha256();
    bytes.transferTo(new DigestOutputStream(OutputStream.nullOutputStream(), digest));
    return HexFormat.of().formatHex(digest.digest());
  }

  private static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new AssertionError("every JVM has SHA-256", e);
    }
  }

  @Override
  protected void afterWrite(int n) {
    size += n;
  }

  @Override
  protected void handleIOException(IOException e) {
    SpoolException thrown = SpoolException.of("write", file, e);
    if (failure == null) {
      failure = thrown;
    }
    throw thrown;
  }

  /** Throws what the disk said, if it said anything. */
  void check() {
    if (failure != null) {
      throw failure;
    }
  }

  /** What was written; only when closed. */
  Staged staged() {
    return new Staged(
        file.getFileName().toString(), size, HexFormat.of().formatHex(digest.digest()));
  }
}
