package org.emailflow.spool;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Path;
import java.util.zip.CRC32C;
import java.util.zip.CheckedInputStream;
import java.util.zip.CheckedOutputStream;
import java.util.zip.Checksum;
import org.apache.commons.io.output.ProxyOutputStream;

/**
 * Writes a staged file, counting and summing up on the way. What goes wrong with the disk is thrown
 * as a {@link SpoolException} and remembered, so that it is told from what goes wrong with the
 * content even if the content's writer wraps or swallows it.
 */
final class StagingStream extends ProxyOutputStream {

  /** Most messages fit into it; of longer ones, what is copied comes in pieces that go past it. */
  private static final int BUFFER = 8 * 1024;

  private final Path file;
  private final Checksum checksum;
  private long size;
  private SpoolException failure;

  StagingStream(Path file, OutputStream raw) {
    this(file, raw, new CRC32C());
  }

  private StagingStream(Path file, OutputStream raw, Checksum checksum) {
    super(new BufferedOutputStream(new CheckedOutputStream(raw, checksum), BUFFER));
    this.file = file;
    this.checksum = checksum;
  }

  /** As {@link #staged} has it, of bytes that were written earlier. */
  static Staged read(String name, InputStream bytes) throws IOException {
    CheckedInputStream in = new CheckedInputStream(bytes, new CRC32C());
    long size = in.transferTo(OutputStream.nullOutputStream());
    return new Staged(name, size, in.getChecksum().getValue());
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
    return new Staged(file.getFileName().toString(), size, checksum.getValue());
  }
}
