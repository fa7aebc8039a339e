package org.emailflow.crash;

import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import org.emailflow.TestPlugin;
import org.emailflow.TestSite;
import org.emailflow.chain.Hook;
import org.emailflow.chain.Plugin;
import org.emailflow.chain.Verdict;
import org.emailflow.config.Config;
import org.emailflow.config.ConfigReader;
import org.emailflow.config.Keyring;
import org.emailflow.courier.Courier;
import org.emailflow.courier.Mta;
import org.emailflow.courier.StoredLedger;
import org.emailflow.relay.TestRelay;
import org.emailflow.spool.Failpoint;
import org.emailflow.spool.Failpoints;
import org.emailflow.spool.Spool;
import org.emailflow.spool.Step;
import org.emailflow.store.Codes;
import org.emailflow.store.Database;
import org.emailflow.store.Deliveries;
import org.emailflow.store.Login;
import org.emailflow.worker.Sweep;

/**
 * The main class of a JVM that is there to die: one job on a prepared site, put together as {@code
 * efm} does, with the failpoint that the system property names. Arguments: the job, efm.toml, the
 * time, the URL, user and password of the database, and what the job needs.
 */
final class Victim {
  private Victim() {}

  /** What the site's plugins say in every round but the first. */
  static List<Plugin> plugins() {
    return List.of(
        new TestPlugin(Hook.MESSAGE, "slow", t -> Verdict.denySoft("not-now")),
        new TestPlugin(Hook.MESSAGE, "held", t -> Verdict.hold("look")));
  }

  /** What kills a process that so much as looks at it. */
  private static Plugin poison() {
    return new TestPlugin(
        Hook.MESSAGE,
        "poison",
        transaction -> {
          Runtime.getRuntime().halt(CrashSite.KILLED);
          return Verdict.DECLINED;
        });
  }

  /** What kills a process that has come to tell the database of it. */
  private static Plugin deadlyForTheDatabase(AtomicBoolean composed) {
    return new TestPlugin(
        Hook.OUTBOUND,
        "deadly",
        transaction -> {
          composed.set(true);
          return Verdict.DECLINED;
        });
  }

  private static Failpoints deadly(AtomicBoolean composed, Failpoints others) {
    return step -> {
      others.reach(step);
      if (step == Step.COMMITTING && composed.get()) {
        Runtime.getRuntime().halt(CrashSite.KILLED);
      }
    };
  }

  public static void main(String[] arguments) {
    CrashSite.Job job = CrashSite.Job.valueOf(arguments[0]);
    Config config = ConfigReader.read(Optional.of(Path.of(arguments[1])), Map.of()).config();
    Clock clock = Clock.fixed(Instant.parse(arguments[2]), ZoneOffset.UTC);
    Login login = new Login(arguments[3], arguments[4], arguments[5]);
    Failpoints failpoints = Failpoint.fromSystemProperty();
    Spool spool = Spool.open(config.spool(), failpoints);
    try (Database database = Database.open(login)) {
      switch (job) {
        case SWEEP -> sweep(config, spool, database, failpoints, clock).run(outcome -> {});
        case DELIVER -> {
          Mta mta = Mta.smtp("127.0.0.1", Integer.parseInt(arguments[6]), TestSite.DOMAIN);
          courier(spool, database, mta, failpoints, clock).pass(delivered -> {});
        }
        case REPROCESS -> spool.reprocess(arguments[6]);
      }
    }
  }

  private static Sweep sweep(
      Config config, Spool spool, Database database, Failpoints failpoints, Clock clock) {
    SecureRandom random = new SecureRandom();
    Keyring keys = Keyring.read(config.spool().resolve("keys"), warning -> {});
    List<Plugin> all = new ArrayList<>(plugins());
    all.add(poison());
    AtomicBoolean composed = new AtomicBoolean();
    all.add(deadlyForTheDatabase(composed));
    return new Sweep(
        TestRelay.of(config, all, keys, random, clock),
        spool,
        database,
        new Codes(random),
        deadly(composed, failpoints),
        clock);
  }

  static Courier courier(
      Spool spool, Database database, Mta mta, Failpoints failpoints, Clock clock) {
    StoredLedger ledger = new StoredLedger(new Deliveries(database));
    return new Courier(spool, ledger, mta, "Delivered-To", clock, new SecureRandom(), failpoints);
  }
}
