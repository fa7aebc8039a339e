package org.emailflow.crash;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import java.util.zip.CRC32C;

/**
 * Every file of a spool at one moment, read without a word from the product's own classes: the path
 * below the root, with the size and the check sum of its bytes. Locks and keys are no mail and not
 * in it.
 *
 * @param files what {@link #print} makes of their bytes, by path
 * @param reports names of the courier's own reports in {@code inbox/new}: nobody delivered them
 */
record SpoolView(Map<String, String> files, List<String> reports) {
  private static final Pattern REPORT = Pattern.compile("inbox/(?:new|tmp)/\\d+[.]refused[.](.*)");

  static SpoolView of(Path root) {
    Map<String, String> files = new TreeMap<>();
    List<String> reports = new ArrayList<>();
    try (Stream<Path> all = Files.walk(root)) {
      for (Path file : all.filter(Files::isRegularFile).toList()) {
        String path = root.relativize(file).toString();
        Matcher report = REPORT.matcher(path);
        if (report.matches()) {
          if (path.startsWith("inbox/new")) {
            reports.add(report.group(1));
          }
        } else if (!path.endsWith("/.lock") && !path.equals("keys")) {
          files.put(path, print(Files.readAllBytes(file)));
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return new SpoolView(files, reports);
  }

  /** As {@code size} and {@code crc32c} of the table {@code outbound} have it, with a blank. */
  static String print(byte[] bytes) {
    CRC32C sum = new CRC32C();
    sum.update(bytes);
    return bytes.length + " " + sum.getValue();
  }

  /** Paths in a folder and its subfolders. */
  List<String> in(String folder) {
    return files.keySet().stream().filter(path -> path.startsWith(folder + "/")).toList();
  }

  /** Paths of originals, wherever they may be; reasons are none. */
  List<String> originals() {
    return Stream.of("inbox", "work", "done", "failed", "deferred")
        .flatMap(folder -> in(folder).stream())
        .filter(path -> !path.endsWith(".why"))
        .toList();
  }

  /** Paths of outbound files that have their queue name; a courier's slips beside them are none. */
  List<String> queued() {
    return Stream.of("queue/new", "queue/work", "queue/sent", "queue/bad")
        .flatMap(folder -> in(folder).stream())
        .filter(path -> !name(path).startsWith("."))
        .toList();
  }

  static String name(String path) {
    return path.substring(path.lastIndexOf('/') + 1);
  }
}
