package org.emailflow;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.Architectures.layeredArchitecture;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.importer.ImportOption.DoNotIncludeTests;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

/**
 * Holds the rooms of the house apart: an arrow only points down the list or to the ground floor.
 */
@AnalyzeClasses(packages = "org.emailflow", importOptions = DoNotIncludeTests.class)
class RoomsTest {
  private static final String[] ROOMS = {
    "cli", "schedule", "worker", "relay", "chain", "courier", "report"
  };
  private static final String[] GROUND = {"mail", "spool", "store", "config"};

  @ArchTest
  static final ArchRule arrowsPointDown =
      layeredArchitecture()
          .consideringOnlyDependenciesInLayers()
          .withOptionalLayers(true)
          .layer("cli")
          .definedBy("org.emailflow.cli..")
          .layer("schedule")
          .definedBy("org.emailflow.schedule..")
          .layer("worker")
          .definedBy("org.emailflow.worker..")
          .layer("relay")
          .definedBy("org.emailflow.relay..")
          .layer("chain")
          .definedBy("org.emailflow.chain..")
          .layer("courier")
          .definedBy("org.emailflow.courier..")
          .layer("report")
          .definedBy("org.emailflow.report..")
          .whereLayer("cli")
          .mayNotBeAccessedByAnyLayer()
          .whereLayer("schedule")
          .mayOnlyBeAccessedByLayers("cli")
          .whereLayer("worker")
          .mayOnlyBeAccessedByLayers("cli", "schedule")
          .whereLayer("relay")
          .mayOnlyBeAccessedByLayers("cli", "schedule", "worker")
          .whereLayer("chain")
          .mayOnlyBeAccessedByLayers("cli", "schedule", "worker", "relay")
          .whereLayer("courier")
          .mayOnlyBeAccessedByLayers("cli", "schedule", "worker")
          .whereLayer("report")
          .mayOnlyBeAccessedByLayers("cli", "schedule");

  @ArchTest
  static final ArchRule theGroundFloorKnowsNothingAboveIt =
      noClasses()
          .that()
          .resideInAnyPackage(packages(GROUND))
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage(packages(ROOMS));

  @ArchTest
  static final ArchRule groundRoomsDoNotKnowEachOther =
      slices()
          .matching("org.emailflow.(mail|spool|store|config)..")
          .should()
          .notDependOnEachOther();

  @ArchTest
  static final ArchRule onlyTheStoreSpeaksSql =
      noClasses()
          .that()
          .resideOutsideOfPackage("org.emailflow.store..")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage("org.jooq..", "java.sql..", "org.mariadb..", "org.flywaydb..");

  @ArchTest
  static final ArchRule onlyTheSpoolMovesFiles =
      noClasses()
          .that()
          .resideInAnyPackage(
              "org.emailflow.mail..",
              "org.emailflow.relay..",
              "org.emailflow.chain..",
              "org.emailflow.report..",
              "org.emailflow.worker..")
          .should()
          .dependOnClassesThat()
          .haveFullyQualifiedName("java.nio.file.Files");

  private static String[] packages(String... rooms) {
    String[] names = new String[rooms.length];
    for (int i = 0; i < rooms.length; i++) {
      names[i] = "org.emailflow." + rooms[i] + "..";
    }
    return names;
  }
}
