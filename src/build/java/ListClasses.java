import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.jar.JarFile;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Lists the classes that the daily commands load, at build time, for the class-data archive that
 * {@code bin/efm} makes where the product is installed.
 *
 * <p>Usage: {@code ListClasses <distribution> <cache>}; writes {@code
 * <distribution>/lib/classes.lst} in the form of {@code java -XX:SharedClassListFile}. What the
 * libraries and the JDK give is seen by letting the demonstration run, and is kept in the cache as
 * long as the libraries stay the same; our own classes are all of the jar's. A name in the list
 * that is not there any more does no harm, one that is missing costs a moment. So a demonstration
 * that cannot run here fails no build: the list then has our own classes only.
 */
public final class ListClasses {

  /** What only init, demo, check and the embedded server load. */
  private static final Pattern SELDOM =
      Pattern.compile(
          "(@lambda-proxy )?(org/flywaydb|ch/vorburger|org/springframework|picocli"
              + "|org/apache/commons/(lang3|exec|collections4)|com/fasterxml/jackson/databind"
              + "|org/emailflow/(cli/demo|store/embedded))/.*");

  private static final String THIS = "src/build/java/ListClasses.java";
  private static final String OWN = "email-flow-modifier-";
  private static final long PATIENCE_SECONDS = 180;

  private ListClasses() {}

  public static void main(String[] args) throws Exception {
    Path lib = Path.of(args[0]).toAbsolutePath().resolve("lib");
    Path cache = Path.of(args[1]).toAbsolutePath();
    List<Path> jars = jars(lib);
    Path seen = cache.resolve("classes-" + hash(jars) + ".lst");
    if (!Files.exists(seen)) {
      demonstrate(jars, cache, seen);
    }
    Set<String> lines = new LinkedHashSet<>();
    if (Files.exists(seen)) {
      lines.addAll(Files.readAllLines(seen));
    }
    lines.addAll(own(jars));
    lines.removeIf(line -> SELDOM.matcher(line).matches());
    Files.write(lib.resolve("classes.lst"), lines);
  }

  /** In the order of {@code bin/efm}. */
  private static List<Path> jars(Path lib) throws IOException {
    List<Path> jars = new ArrayList<>(in(lib));
    jars.addAll(in(lib.resolve("embedded")));
    return jars;
  }

  private static List<Path> in(Path folder) throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files.filter(file -> file.toString().endsWith(".jar")).sorted().toList();
    }
  }

  private static boolean isOwn(Path jar) {
    return jar.getFileName().toString().startsWith(OWN);
  }

  private static String hash(List<Path> jars) throws IOException, NoSuchAlgorithmException {
    MessageDigest digest = MessageDigest.getInstance("SHA-256");
    digest.update(Files.readAllBytes(Path.of(System.getProperty("user.dir"), THIS)));
    digest.update(Runtime.version().toString().getBytes(StandardCharsets.UTF_8));
    for (Path jar : jars) {
      if (!isOwn(jar)) {
        String line = jar.getFileName() + " " + Files.size(jar) + "\n";
        digest.update(line.getBytes(StandardCharsets.UTF_8));
      }
    }
    return HexFormat.of().formatHex(digest.digest()).substring(0, 16);
  }

  private static void demonstrate(List<Path> jars, Path cache, Path seen)
      throws IOException, InterruptedException {
    System.err.println("Looking which classes are used (once for each change of a library)");
    Files.createDirectories(cache);
    Path list = Files.createTempFile(cache, "classes-", ".tmp");
    Path output = Files.createTempFile(cache, "demo-", ".log");
    String classPath = jars.stream().map(Path::toString).collect(Collectors.joining(":"));
    Process demo =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:DumpLoadedClassList=" + list,
                "-Djava.awt.headless=true",
                "-cp",
                classPath,
                "org.emailflow.cli.Start",
                "demo")
            .redirectErrorStream(true)
            .redirectOutput(output.toFile())
            .start();
    if (demo.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS) && demo.exitValue() == 0) {
      Files.move(list, seen);
      Files.delete(output);
    } else {
      demo.destroy();
      Files.delete(list);
      System.err.println("The demonstration did not end well, see " + output + "; going on");
    }
  }

  private static List<String> own(List<Path> jars) throws IOException {
    Path own = jars.stream().filter(ListClasses::isOwn).findFirst().orElseThrow();
    try (JarFile jar = new JarFile(own.toFile())) {
      return jar.stream()
          .map(entry -> entry.getName())
          .filter(name -> name.endsWith(".class") && !name.endsWith("-info.class"))
          .map(name -> name.substring(0, name.length() - ".class".length()))
          .sorted()
          .toList();
    }
  }
}
