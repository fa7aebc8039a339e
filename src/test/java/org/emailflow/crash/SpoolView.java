package org.emailflow.crash;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Every file of a spool at one moment, read without a word from the product's own classes: the path
 * below the root, with the hash of its bytes. Locks and keys are no mail and not in it.
 *
 * @param files SHA-256 in lower-case hex by path
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
          files.put(path, sha256(Files.readAllBytes(file)));
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return new SpoolView(files, reports);
  }

  static String sha256(byte[] bytes) {
    try {
      return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
    } catch (NoSuchAlgorithmException e) {
      throw new AssertionError(e);
    }
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

  /** Paths of outbound files that have their queue name. */
  List<String> queued() {
    return Stream.of("queue/new", "queue/work", "queue/sent", "queue/bad")
        .flatMap(folder -> in(folder).stream())
        .toList();
  }

  static String name(String path) {
    return path.substring(path.lastIndexOf('/') + 1);
  }
}
