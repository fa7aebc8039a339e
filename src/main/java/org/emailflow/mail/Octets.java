package org.emailflow.mail;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.channels.FileChannel;

/**
 * Bytes at rest with random access: what a message is read from and its copies are written from.
 *
 * <p>Offsets are absolute and ranges half-open. A range that does not lie within the bytes is an
 * {@link IndexOutOfBoundsException}: offsets come from our own index, so a wrong one is a bug. A
 * source that became shorter since it was opened is an {@link java.io.EOFException}.
 *
 * <p>Safe for several threads: nothing here has a position of its own.
 */
public sealed interface Octets permits HeapOctets, ChannelOctets, Base64Octets {

  /** Files up to this size are read at once: one read is cheaper than many, and most mail fits. */
  int SMALL = 256 * 1024;

  /** How many bytes there are. */
  long length();

  /** A copy of a range; for what is known to be small. */
  byte[] slice(long from, long to) throws IOException;

  /** A range as a stream. Closing it releases nothing and is not needed. */
  InputStream stream(long from, long to) throws IOException;

  /** Writes a range. */
  void copyTo(long from, long to, OutputStream out) throws IOException;

  /** A file that is read when its bytes are asked for. */
  interface Source {

    /** The file, open for reading; its position is not touched. */
    FileChannel channel() throws IOException;
  }

  /** The given bytes, not copied: they must not be changed afterwards. */
  static Octets of(byte[] bytes) {
    return new HeapOctets(bytes);
  }

  /**
   * The bytes of a file as long as it is now. The channel stays the caller's: it must be open as
   * long as these are used, and its position is not touched.
   */
  static Octets of(FileChannel channel) throws IOException {
    return of(() -> channel);
  }

  /**
   * The bytes of a file as long as it is now, which may be closed between any two reads. Up to
   * {@link #SMALL} it is not asked for again.
   */
  static Octets of(Source file) throws IOException {
    long length = file.channel().size();
    ChannelOctets all = new ChannelOctets(file, length);
    return length <= SMALL ? new HeapOctets(all.slice(0, length)) : all;
  }
}
