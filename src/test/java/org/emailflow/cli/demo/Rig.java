package org.emailflow.cli.demo;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import org.emailflow.chain.ChainException;
import org.emailflow.chain.plugin.BuiltIn;
import org.emailflow.config.Config;
import org.emailflow.config.ConfigReader;
import org.emailflow.config.Keyring;
import org.emailflow.relay.Relay;
import org.emailflow.report.Statistics;
import org.emailflow.spool.Spool;
import org.emailflow.store.Codes;
import org.emailflow.store.Database;
import org.emailflow.store.Reports;
import org.emailflow.store.Services;
import org.emailflow.store.TestDatabase;
import org.emailflow.worker.Sweep;

/** A demonstration on the tests' database: its folder, its site, and the page that it fills. */
final class Rig implements AutoCloseable {
  private final StringWriter written = new StringWriter();
  private final DemoFolder folder;
  private final Database worker;
  private final Database admin;
  private final Database report;
  private final Page page = new Page(new PrintWriter(written), false, DemoFolder.DOMAIN);
  private final DemoSite site;

  Rig(Path parent, TestDatabase database, String... relay) throws ChainException {
    this(parent, database, () -> {}, relay);
  }

  Rig(Path parent, TestDatabase database, Runnable checkpoint, String... relay)
      throws ChainException {
    folder = DemoFolder.create(Map.of("TMPDIR", parent.toString()), relay);
    worker = Database.open(database.worker());
    admin = Database.open(database.admin());
    report = Database.open(database.report());
    site = site(checkpoint);
  }

  private DemoSite site(Runnable checkpoint) throws ChainException {
    Config config = ConfigReader.read(Optional.of(folder.settings()), Map.of()).config();
    Spool.create(config.spool());
    Spool spool = Spool.open(config.spool(), step -> {});
    SecureRandom random = new SecureRandom();
    Clock clock = Clock.systemUTC();
    Keyring keys = Keyring.create(random, Instant.now(clock));
    Relay relay = new Relay(config, BuiltIn.DEFAULT, keys, random, clock);
    Codes codes = new Codes(random);
    return new DemoSite(
        config,
        spool,
        new Services(admin, codes),
        new Sweep(relay, spool, worker, codes, step -> {}, clock),
        new Statistics(new Reports(report)),
        checkpoint);
  }

  DemoSite site() {
    return site;
  }

  Page page() {
    return page;
  }

  /** What the page shows so far. */
  String shown() {
    return written.toString();
  }

  @Override
  public void close() {
    report.close();
    admin.close();
    worker.close();
    folder.delete();
  }
}
