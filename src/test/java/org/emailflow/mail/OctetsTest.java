package org.emailflow.mail;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class OctetsTest {
  @TempDir Path folder;

  @Test
  void memoryAndFileGiveTheSameBytes() throws IOException {
    byte[] bytes = new byte[Octets.SMALL + 100_000];
    new Random(1).nextBytes(bytes);
    try (FileChannel channel = open(bytes)) {
      Octets file = Octets.of(channel);
      assertInstanceOf(ChannelOctets.class, file);
      for (Octets octets : new Octets[] {file, Octets.of(bytes)}) {
        assertEquals(bytes.length, octets.length());
        long[][] ranges = {
          {0, bytes.length}, {5, 5}, {70_000, 200_001}, {bytes.length - 1, bytes.length}
        };
        for (long[] range : ranges) {
          byte[] expected = Arrays.copyOfRange(bytes, (int) range[0], (int) range[1]);
          ByteArrayOutputStream out = new ByteArrayOutputStream();
          octets.copyTo(range[0], range[1], out);
          assertArrayEquals(expected, out.toByteArray());
          assertArrayEquals(expected, octets.slice(range[0], range[1]));
          assertArrayEquals(expected, octets.stream(range[0], range[1]).readAllBytes());
        }
      }
      assertEquals(0, channel.position());
    }
  }

  @Test
  void aSmallFileIsReadAtOnceAndOutlivesItsChannel() throws IOException {
    Octets octets;
    try (FileChannel channel = open(new byte[] {1, 2, 3})) {
      octets = Octets.of(channel);
    }
    assertArrayEquals(new byte[] {2, 3}, octets.slice(1, 3));
  }

  @Test
  void aRangeOutsideIsABug() {
    Octets octets = Octets.of(new byte[3]);
    assertThrows(IndexOutOfBoundsException.class, () -> octets.slice(1, 4));
    assertThrows(IndexOutOfBoundsException.class, () -> octets.stream(2, 1));
    assertThrows(IndexOutOfBoundsException.class, () -> octets.copyTo(-1, 1, null));
  }

  @Test
  void aFileThatShrankIsNeverAnEndlessLoop() throws IOException {
    try (FileChannel channel = open(new byte[Octets.SMALL + 1])) {
      Octets octets = Octets.of(channel);
      channel.truncate(10);
      ByteArrayOutputStream out = new ByteArrayOutputStream();
      assertThrows(EOFException.class, () -> octets.slice(0, 100));
      assertThrows(EOFException.class, () -> octets.copyTo(0, 100, out));
      assertThrows(EOFException.class, () -> octets.stream(0, 100).readAllBytes());
    }
  }

  private FileChannel open(byte[] bytes) throws IOException {
    Path file = Files.write(folder.resolve("message"), bytes);
    return FileChannel.open(file, StandardOpenOption.READ, StandardOpenOption.WRITE);
  }
}
