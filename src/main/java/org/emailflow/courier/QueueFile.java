package org.emailflow.courier;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.emailflow.spool.Claim;

/** A claimed queue file: its envelope, and the message after it, which is streamed. */
public final class QueueFile implements Closeable {

  private static final int LONGEST_LINE = 4096;
  private static final int MOST_LINES = 1000;

  private final FileChannel channel;
  private final QueueEnvelope envelope;
  private final long start;
  private final long size;

  private QueueFile(FileChannel channel, QueueEnvelope envelope, long start, long size) {
    this.channel = channel;
    this.envelope = envelope;
    this.start = start;
    this.size = size;
  }

  /**
   * Opens a file and reads its envelope.
   *
   * @throws QueueFileException if that cannot be acted on
   */
  static QueueFile open(Claim claim) throws IOException, QueueFileException {
    FileChannel channel = claim.open();
    try {
      return read(channel, claim.size());
    } catch (IOException | QueueFileException | RuntimeException e) {
      channel.close();
      throw e;
    }
  }

  @SuppressWarnings("StreamResourceLeak") // the channel is closed with the file
  private static QueueFile read(FileChannel channel, long size)
      throws IOException, QueueFileException {
    InputStream in = new BufferedInputStream(Channels.newInputStream(channel));
    List<String> lines = new ArrayList<>();
    long start = 0;
    byte[] line = line(in);
    while (line.length > 0) {
      start += line.length + 1;
      lines.add(text(line));
      if (lines.size() > MOST_LINES) {
        throw new QueueFileException("too many lines before the message");
      }
      line = line(in);
    }
    return new QueueFile(channel, QueueEnvelope.parse(lines), start + 1, size);
  }

  private static byte[] line(InputStream in) throws IOException, QueueFileException {
    ByteArrayOutputStream line = new ByteArrayOutputStream(128);
    for (int b = in.read(); b != '\n'; b = in.read()) {
      if (b < 0 || line.size() == LONGEST_LINE) {
        throw new QueueFileException("no empty line before the message");
      }
      line.write(b);
    }
    return line.toByteArray();
  }

  private static String text(byte[] line) throws QueueFileException {
    try {
      return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(line)).toString();
    } catch (CharacterCodingException e) {
      throw new QueueFileException("a line before the message is no UTF-8");
    }
  }

  QueueEnvelope envelope() {
    return envelope;
  }

  /** Bytes of the message. */
  long size() {
    return size - start;
  }

  /** The message from its first byte; one stream at a time. */
  InputStream message() throws IOException {
    channel.position(start);
    return Channels.newInputStream(channel);
  }

  @Override
  public void close() throws IOException {
    channel.close();
  }
}
