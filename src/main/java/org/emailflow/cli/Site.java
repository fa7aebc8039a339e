package org.emailflow.cli;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import org.emailflow.chain.ChainException;
import org.emailflow.chain.plugin.BuiltIn;
import org.emailflow.config.Config;
import org.emailflow.config.ConfigReader;
import org.emailflow.config.Keyring;
import org.emailflow.config.Transport;
import org.emailflow.courier.Courier;
import org.emailflow.courier.Mta;
import org.emailflow.courier.StoredLedger;
import org.emailflow.relay.Relay;
import org.emailflow.spool.DurableFile;
import org.emailflow.spool.Failpoint;
import org.emailflow.spool.Spool;
import org.emailflow.store.Codes;
import org.emailflow.store.Database;
import org.emailflow.store.Deliveries;
import org.emailflow.store.Services;
import org.emailflow.worker.Sweep;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What a command works with: settings, keys, spool and database of one site, each opened when it is
 * first asked for and closed with the site.
 */
final class Site implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(Site.class);

  private static final Set<PosixFilePermission> PRIVATE =
      PosixFilePermissions.fromString("rw-------");

  private final Config config;
  private final Logins logins;
  private final SecureRandom random = new SecureRandom();
  private final Clock clock = Clock.systemUTC();
  private final Deque<AutoCloseable> opened = new ArrayDeque<>();
  private Spool spool;
  private Database worker;
  private Database admin;
  private Keyring keyring;
  private Relay relay;

  private Site(Config config, Consumer<String> say) {
    this.config = config;
    this.logins = new Logins(config, say);
  }

  /** Reads the settings; nothing else is opened yet. Warnings go to standard error. */
  static Site open(Optional<Path> file, Map<String, String> environment) {
    ConfigReader.Reading reading =
        ConfigReader.read(ConfigReader.locate(file, environment), environment);
    reading.warnings().forEach(Errors::say);
    return new Site(reading.config(), Errors::say);
  }

  /** A site with these settings; {@code say} is told what takes long the first time. */
  static Site of(Config config, Consumer<String> say) {
    return new Site(config, say);
  }

  Config config() {
    return config;
  }

  Clock clock() {
    return clock;
  }

  Logins logins() {
    return logins;
  }

  Spool spool() {
    if (spool == null) {
      refuseRoot(config.spool());
      spool = Spool.open(config.spool(), Failpoint.fromSystemProperty());
    }
    return spool;
  }

  /** The database as the worker sees it. */
  Database worker() {
    if (worker == null) {
      worker = keep(Database.open(logins.worker()));
    }
    return worker;
  }

  /** The database for the operator's commands. */
  Database admin() {
    if (admin == null) {
      admin = keep(Database.open(logins.admin()));
    }
    return admin;
  }

  Database report() {
    return keep(Database.open(logins.report()));
  }

  Services services() {
    return new Services(admin(), codes());
  }

  Codes codes() {
    return new Codes(random);
  }

  Keyring keyring() {
    if (keyring == null) {
      keyring = Keyring.read(config.keys().file(), Errors::say);
    }
    return keyring;
  }

  Relay relay() {
    if (relay == null) {
      try {
        relay = new Relay(config, chainLines(), keyring(), random, clock);
      } catch (ChainException e) {
        throw CommandException.config(e.getMessage());
      }
    }
    return relay;
  }

  private List<String> chainLines() {
    return config.chain().map(ConfigReader::chainLines).orElse(BuiltIn.DEFAULT);
  }

  Sweep sweep() {
    return new Sweep(relay(), spool(), worker(), codes(), Failpoint.fromSystemProperty(), clock);
  }

  /** With a database connection of its own, so that it may work beside a sweep. */
  Courier courier() {
    Database database = keep(Database.open(logins.worker()));
    StoredLedger ledger = new StoredLedger(new Deliveries(database));
    return new Courier(
        spool(),
        ledger,
        mta(),
        config.envelope().recipientHeader(),
        clock,
        random,
        Failpoint.fromSystemProperty());
  }

  /** The site's mail server, as the configuration names it; nobody talks to it yet. */
  Mta mta() {
    Transport transport = config.courier().transport();
    if (transport instanceof Transport.Sendmail sendmail) {
      return Mta.sendmail(sendmail.command());
    }
    Transport.Smtp smtp = (Transport.Smtp) transport;
    return Mta.smtp(smtp.host(), smtp.port(), config.domains().get(0));
  }

  /**
   * What root writes into another's spool, that other could not read: the courier would be stuck on
   * it.
   */
  private static void refuseRoot(Path spool) {
    try {
      String owner = Files.getOwner(spool).getName();
      if (System.getProperty("user.name").equals("root") && !owner.equals("root")) {
        throw CommandException.config(
            spool
                + " belongs to "
                + owner
                + "; run this as that user: runuser -u "
                + owner
                + " -- efm …");
      }
    } catch (IOException e) {
      log.debug("{}: its owner cannot be read, opening it says why", spool, e);
    }
  }

  /** Refuses to let root write into another user's spool. */
  void checkOwner() {
    if (Files.exists(config.spool())) {
      refuseRoot(config.spool());
    }
  }

  /** Makes the key file if there is none. */
  void makeKeys() {
    Path file = config.keys().file();
    if (Files.notExists(file)) {
      DurableFile.create(file, bytes(Keyring.create(random, Instant.now(clock))), PRIVATE);
    }
  }

  /** Puts a new key first, durably. */
  Keyring rotateKeys() {
    Keyring rotated = keyring().rotated(random, Instant.now(clock));
    DurableFile.replace(config.keys().file(), bytes(rotated), PRIVATE);
    keyring = rotated;
    relay = null;
    return rotated;
  }

  private static byte[] bytes(Keyring keys) {
    return (String.join("\n", keys.lines()) + "\n").getBytes(UTF_8);
  }

  private <T extends AutoCloseable> T keep(T resource) {
    opened.push(resource);
    return resource;
  }

  @Override
  public void close() {
    opened.forEach(Site::close);
    opened.clear();
    logins.close();
  }

  private static void close(AutoCloseable resource) {
    try {
      resource.close();
    } catch (Exception e) {
      throw new IllegalStateException("cannot close " + resource, e);
    }
  }
}
