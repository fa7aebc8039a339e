package org.emailflow.benchmark;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * Measures the built distribution: durable relays a second against the floors and against a script
 * started once a message, the cost of a message as inbox, codes and messages grow, start-up, and
 * memory.
 *
 * <p>Options: {@code --distribution DIR} (default {@code target/efm}), {@code --folder DIR} (on the
 * disk that is to be measured; default {@code target/benchmark}), {@code --runs N} (default 3),
 * {@code --json FILE}, {@code --only PART,PART…}, {@code --large} for a million waiting files and
 * ten million codes. The database is the embedded one, or that of {@code EFM_TEST_DATABASE_URL}.
 */
public final class Benchmark {
  private static final int USUAL_BYTES = 4096;
  private static final int SMALL_BYTES = 1024;
  private static final int RELAYS = 10_000;

  /** After so many a sweep is warm: what runs once a batch is compiled after some two hundred. */
  private static final int WARM = 40_000;

  private static final int LOOP = 2000;
  private static final int SCRIPTS = 100;

  /** As many as a sweep takes at once. */
  private static final int BATCH = 256;

  private final Options options;
  private final Report report = new Report();
  private final Site site;
  private final Floors floors;

  private Benchmark(Options options, Site site) throws IOException {
    this.options = options;
    this.site = site;
    this.floors = new Floors(options.folder().resolve("floor"), USUAL_BYTES);
  }

  public static void main(String[] args) throws Exception {
    Options options = Options.of(args);
    delete(options.folder());
    Files.createDirectories(options.folder());
    Map<String, String> circumstances = new LinkedHashMap<>();
    try (Site site = new Site(options.distribution(), options.folder())) {
      circumstances.put("measured", Instant.now().toString().substring(0, 16) + "Z");
      circumstances.put("java", System.getProperty("java.vm.version"));
      circumstances.put("processors", String.valueOf(Runtime.getRuntime().availableProcessors()));
      circumstances.put("disk", Files.getFileStore(options.folder()).type());
      circumstances.put("mariadb", site.ask("SELECT VERSION()"));
      circumstances.put(
          "pool", site.ask("SELECT CONCAT(@@innodb_buffer_pool_size DIV 1048576, ' MB')"));
      circumstances.put("runs", String.valueOf(options.runs()));
      Benchmark benchmark = new Benchmark(options, site);
      benchmark.run();
      benchmark.report.print(System.out, circumstances);
      benchmark.report.write(options.json(), circumstances);
    } finally {
      delete(options.folder());
    }
  }

  private void run() throws IOException, InterruptedException, SQLException {
    warmUp();
    part("relays", this::relays);
    part("syncs", this::syncs);
    part("waiting", this::waiting);
    part("codes", this::codes);
    part("sizes", this::sizes);
    part("memory", this::memory);
    part("idle", this::idle);
  }

  private interface Part {
    void run() throws IOException, InterruptedException, SQLException;
  }

  private void part(String name, Part part) throws IOException, InterruptedException, SQLException {
    if (options.wants(name)) {
      System.err.println(name);
      part.run();
    }
  }

  /** Makes the class-data archive, the tables' first pages and the writers' codes. */
  private void warmUp() throws IOException, InterruptedException {
    site.fill(1000, USUAL_BYTES);
    site.sweep(1000, Map.of());
    site.clear();
  }

  /**
   * Floors, script and relays in turn, so that each ratio is of one moment. What was relayed is
   * removed at the end only: for minutes after many files were deleted, an ext4 without a journal
   * searches long for each new one.
   */
  private void relays() throws IOException, InterruptedException {
    Script script = new Script(site, options.folder().resolve("script"));
    boolean scripted = script.canRun();
    List<Double> f1 = new ArrayList<>();
    List<Double> f2 = new ArrayList<>();
    List<Double> scripts = new ArrayList<>();
    List<Double> relays = new ArrayList<>();
    List<Double> own = new ArrayList<>();
    for (int run = 0; run < options.runs(); run++) {
      f1.add(floors.one(LOOP));
      f2.add(floors.batched(LOOP));
      if (scripted) {
        scripts.add(script.rate(SCRIPTS));
      }
      Site.Sweep sweep = filledAndSwept(RELAYS, USUAL_BYTES);
      relays.add(RELAYS / sweep.seconds());
      own.add(RELAYS / sweep.own());
    }
    site.clear();
    report.add("floor F1: one fsync a message", "messages/s", new Figures(f1));
    report.add("floor F2: one syncfs for 128", "messages/s", new Figures(f2));
    report.add("durable relays, whole process", "messages/s", new Figures(relays));
    report.add("durable relays, by its own clock", "messages/s", new Figures(own));
    report.add("  against F1", "times", Figures.ratios(relays, f1), "goal 1.5");
    report.add("  against F2", "times", Figures.ratios(relays, f2), "goal 0.5");
    if (scripted) {
      report.add("a script started once a message", "messages/s", new Figures(scripts));
      report.add(
          "  durable relays against it", "times", Figures.ratios(relays, scripts), "goal 50");
    } else {
      System.err.println("  no script: there is no mariadb client on the PATH");
    }
  }

  /** The two ways in which a batch can be made durable, without anything else. */
  private void syncs() throws IOException {
    List<Double> whole = new ArrayList<>();
    List<Double> parallel = new ArrayList<>();
    for (int run = 0; run < options.runs(); run++) {
      whole.add(floors.batches(LOOP, BATCH, Floors.Sync.WHOLE));
      parallel.add(floors.batches(LOOP, BATCH, Floors.Sync.PARALLEL));
    }
    report.add("bare loop, one syncfs for 256", "messages/s", new Figures(whole));
    report.add("bare loop, 256 fsyncs from 16 threads", "messages/s", new Figures(parallel));
    report.add("  syncfs against them", "times", Figures.ratios(whole, parallel));
  }

  /**
   * One sweep passes every depth of the inbox; it begins with as many more as warm a JVM up, so
   * that its start is part of none. What a sweep of so many costs with its start, the relays show.
   */
  private void waiting() throws IOException, InterruptedException {
    int deepest = options.large() ? 1_000_000 : 100_000;
    int[] depths =
        options.large()
            ? new int[] {deepest, 100_000, 10_000, 1000}
            : new int[] {deepest, 10_000, 1000};
    Map<Integer, List<Double>> micros = new LinkedHashMap<>();
    List<Double> few = new ArrayList<>();
    List<Double> many = new ArrayList<>();
    for (int run = 0; run < options.runs(); run++) {
      few.add(swept(RELAYS, SMALL_BYTES).peakKb() / 1024.0);
      Site.Sweep sweep = swept(deepest + WARM, SMALL_BYTES);
      many.add(sweep.peakKb() / 1024.0);
      for (int depth : depths) {
        int from = deepest + WARM - depth;
        int to = from + Math.min(depth, RELAYS);
        micros.computeIfAbsent(depth, d -> new ArrayList<>()).add(sweep.micros(from, to));
      }
    }
    micros.forEach(
        (depth, runs) -> report.add(depth + " files waiting", "µs a message", new Figures(runs)));
    report.add("peak memory, " + RELAYS + " files waiting", "MB", new Figures(few));
    report.add("peak memory, " + (deepest + WARM), "MB", new Figures(many));
  }

  /** Of sweeps that are warm already: what codes cost must not drown in what a start costs. */
  private void codes() throws IOException, InterruptedException, SQLException {
    int made = 0;
    int[] steps =
        options.large() ? new int[] {1000, 1_000_000, 10_000_000} : new int[] {1000, 1_000_000};
    for (int codes : steps) {
      Correspondents.fill(site, made, codes);
      made = codes;
      site.settle();
      List<Double> micros = new ArrayList<>();
      for (int run = 0; run < options.runs(); run++) {
        micros.add(swept(2 * RELAYS, SMALL_BYTES).micros(RELAYS, 2 * RELAYS));
      }
      report.add("with " + codes + " codes", "µs a message", new Figures(micros));
    }
  }

  private void sizes() throws IOException, InterruptedException {
    int[][] sizes = {{1 << 10, 5000}, {64 << 10, 1000}, {1 << 20, 100}, {10 << 20, 20}};
    for (int[] size : sizes) {
      cost("messages of " + (size[0] >> 10) + " KB", size[1], size[0]);
    }
  }

  /**
   * By the sweep's own clock: what a message costs must not hang on how many share a JVM's start.
   */
  private void cost(String what, int messages, int bytes) throws IOException, InterruptedException {
    List<Double> micros = new ArrayList<>();
    List<Double> peaks = new ArrayList<>();
    for (int run = 0; run < options.runs(); run++) {
      Site.Sweep sweep = swept(messages, bytes);
      micros.add(sweep.own() * 1e6 / messages);
      peaks.add(sweep.peakKb() / 1024.0);
    }
    report.add(what, "µs a message", new Figures(micros));
    report.add("  peak memory", "MB", new Figures(peaks));
  }

  private void memory() throws IOException, InterruptedException {
    List<Double> peaks = new ArrayList<>();
    for (int run = 0; run < options.runs(); run++) {
      site.fill(1, 100 << 20);
      Site.Sweep sweep = site.sweep(1, Map.of("JDK_JAVA_OPTIONS", "-Xmx128m"));
      peaks.add(sweep.peakKb() / 1024.0);
      site.clear();
    }
    report.add("peak, one message of 100 MB, -Xmx128m", "MB", new Figures(peaks));
  }

  private void idle() throws IOException, InterruptedException {
    List<Double> seconds = new ArrayList<>();
    for (int run = 0; run < options.runs() + 4; run++) {
      seconds.add(site.efm("sweep").seconds());
    }
    report.add("a sweep that finds nothing", "s", new Figures(seconds), "goal under 0.5");
  }

  private Site.Sweep swept(int messages, int bytes) throws IOException, InterruptedException {
    Site.Sweep sweep = filledAndSwept(messages, bytes);
    site.clear();
    floors.settle();
    return sweep;
  }

  private Site.Sweep filledAndSwept(int messages, int bytes)
      throws IOException, InterruptedException {
    site.fill(messages, bytes);
    floors.settle();
    return site.sweep(messages, Map.of());
  }

  private static void delete(Path folder) throws IOException {
    if (Files.exists(folder)) {
      try (Stream<Path> files = Files.walk(folder)) {
        for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
          Files.delete(file);
        }
      }
    }
  }
}
