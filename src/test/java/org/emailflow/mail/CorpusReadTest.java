package org.emailflow.mail;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;

/** Reads a folder of real mail, named by {@code EFM_CORPUS}; skipped without it. */
class CorpusReadTest {
  static List<Path> corpus() throws IOException {
    String folder = System.getenv("EFM_CORPUS");
    Assumptions.assumeTrue(folder != null, "EFM_CORPUS names no folder of real mail");
    try (Stream<Path> files = Files.walk(Path.of(folder))) {
      return files
          .filter(f -> Files.isRegularFile(f) && !f.toString().endsWith(".tsv"))
          .filter(f -> !f.getFileName().toString().matches("README.*|LICEN[SC]E.*|COPYING.*"))
          .sorted()
          .toList();
    }
  }

  @Test
  void everyMessageIsReadAndWrittenAsItWas() throws Exception {
    int multiparts = 0;
    List<Path> corpus = corpus();
    for (Path file : corpus) {
      try (FileChannel channel = FileChannel.open(file)) {
        Octets octets = Octets.of(channel);
        Message message = Message.read(octets, Limits.DEFAULT);
        TreeCheck.check(message);
        assertEquals(
            TestMail.string(Files.readAllBytes(file)),
            TestMail.written(new Splices(octets)),
            file.toString());
        multiparts += message.root().isMultipart() ? 1 : 0;
      }
    }
    assertTrue(multiparts > corpus.size() / 4, multiparts + " of " + corpus.size());
  }
}
