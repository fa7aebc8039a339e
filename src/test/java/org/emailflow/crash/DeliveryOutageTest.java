package org.emailflow.crash;

import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicBoolean;
import org.emailflow.courier.Courier;
import org.emailflow.courier.Mta;
import org.emailflow.crash.CrashSite.Job;
import org.emailflow.spool.Failpoints;
import org.emailflow.spool.Spool;
import org.emailflow.spool.Step;
import org.emailflow.store.Database;
import org.emailflow.store.Login;
import org.emailflow.store.StoreException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * The database is away while a courier that lives hands mail over: no message goes out twice, not
 * even one whose answer could not be recorded.
 */
class DeliveryOutageTest {
  @TempDir Path folder;
  private CrashSite site;
  private Login worker;

  @BeforeEach
  void open() {
    site = new CrashSite(folder).queuedMail();
    worker = site.site.server().worker();
  }

  @AfterEach
  void close() throws IOException {
    site.close();
  }

  /** Happens the first time only. */
  private static Failpoints at(Step step, Runnable happens) {
    AtomicBoolean happened = new AtomicBoolean();
    return reached -> {
      if (reached == step && happened.compareAndSet(false, true)) {
        happens.run();
      }
    };
  }

  private Courier courier(Database database, Failpoints failpoints) {
    Spool spool = Spool.open(site.site.spool, failpoints);
    Mta mta = Mta.smtp("127.0.0.1", site.mailPort(), "relay.example");
    return Victim.courier(spool, database, mta, failpoints, site.site.clock);
  }

  private void checkThatItGoesOn(Courier courier) {
    courier.pass(delivered -> {});
    site.look().settled();
    site.checkThatItIsCarriedOn(Job.DELIVER);
    site.checkThatEachIsHandedOverOnce(0);
  }

  @ParameterizedTest
  @EnumSource(
      value = Step.class,
      names = {
        "QUEUE_CLAIMED",
        "ATTEMPT_RECORDED",
        "ANSWERED",
        "ANSWER_KEPT",
        "ANSWER_RECORDED",
        "SETTLED"
      })
  void theConnectionBreaks(Step at) throws IOException {
    try (Wire wire = new Wire(worker, "");
        Database database = Database.open(wire.login())) {
      Courier courier = courier(database, at(at, wire::cut));
      assertThrows(StoreException.class, () -> courier.pass(delivered -> {}));
      site.look().always();
      checkThatItGoesOn(courier);
    }
  }

  @Test
  void theAnswerToTheRecordIsLost() throws IOException {
    try (Wire wire = new Wire(worker, "");
        Database database = Database.open(wire.login())) {
      Courier courier = courier(database, at(Step.ANSWERED, wire::loseTheNextAnswer));
      assertThrows(StoreException.class, () -> courier.pass(delivered -> {}));
      checkThatItGoesOn(courier);
    }
  }

  /** A one-shot {@code efm deliver} ends while the database is away: the next process knows. */
  @Test
  void whatOneProcessWasAnsweredAnotherTells() throws IOException {
    try (Wire wire = new Wire(worker, "");
        Database database = Database.open(wire.login())) {
      Courier first = courier(database, at(Step.ANSWERED, wire::cut));
      assertThrows(StoreException.class, () -> first.pass(delivered -> {}));
    }
    try (Database database = Database.open(worker)) {
      checkThatItGoesOn(courier(database, Failpoints.NONE));
    }
  }

  @Test
  void theServerIsReadOnlyForAWhile() {
    try (Database database = Database.open(worker)) {
      Courier courier =
          courier(database, at(Step.ANSWERED, () -> site.site.execute("set global read_only = 1")));
      assertThrows(StoreException.class, () -> courier.pass(delivered -> {}));
      assertThrows(StoreException.class, () -> courier.pass(delivered -> {}));
      site.site.execute("set global read_only = 0");
      checkThatItGoesOn(courier);
    } finally {
      site.site.execute("set global read_only = 0");
    }
  }
}
