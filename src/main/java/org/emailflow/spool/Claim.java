package org.emailflow.spool;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Instant;

/**
 * An original that one owner holds (state S1).
 *
 * @param name its file name, the same in every folder that it goes through
 * @param path where it is now: {@code work/<owner>/<name>}
 * @param received when the MTA delivered it: the file's mtime, which no rename changes; of a file
 *     that claims to be from before 1970 or after 9998, that year: no database keeps such times
 * @param size in bytes
 */
public record Claim(String name, Path path, Instant received, long size) {
  private static final Instant LATEST = Instant.parse("9999-01-01T00:00:00Z");

  public Claim {
    received = received.isBefore(Instant.EPOCH) ? Instant.EPOCH : received;
    received = received.isAfter(LATEST) ? LATEST : received;
  }

  /** Opens the original for reading; the caller closes it. */
  public FileChannel open() throws IOException {
    return FileChannel.open(path, StandardOpenOption.READ);
  }
}
