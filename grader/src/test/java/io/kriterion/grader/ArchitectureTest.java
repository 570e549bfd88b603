package io.kriterion.grader;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import org.junit.jupiter.api.Test;

/** The arrows between packages point the way that ARCHITECTURE.md draws. */
class ArchitectureTest {

  private static final String ROOT = "io.kriterion.grader";
  private static final JavaClasses CLASSES =
      new ClassFileImporter()
          .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
          .importPackages(ROOT);

  @Test
  void packagesHaveNoCycles() {
    assertThat(CLASSES).hasSizeGreaterThan(50);
    slices().matching(ROOT + ".(*)..").should().beFreeOfCycles().check(CLASSES);
  }

  @Test
  void theCommandLineIsOnTop() {
    noClasses()
        .that()
        .resideOutsideOfPackage(ROOT + ".cli..")
        .should()
        .dependOnClassesThat()
        .resideInAPackage(ROOT + ".cli..")
        .check(CLASSES);
  }

  @Test
  void verdictsAreMadeWithoutARuntime() {
    noClasses()
        .that()
        .resideInAnyPackage(ROOT + ".task..", ROOT + ".judge..")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage(
            "io.kriterion.cri..",
            ROOT + ".sandbox..",
            ROOT + ".pipeline..",
            ROOT + ".node..",
            ROOT + ".containerd..")
        .check(CLASSES);
  }

  @Test
  void theQueuesPortKnowsNoAdapterAndNoRuntime() {
    noClasses()
        .that()
        .resideInAPackage(ROOT + ".queue")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage(ROOT + ".queue.*..", "java.sql..", "org.sqlite..")
        .check(CLASSES);
    noClasses()
        .that()
        .resideInAPackage(ROOT + ".queue..")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage(
            "io.kriterion.cri..", ROOT + ".sandbox..", ROOT + ".pipeline..", ROOT + ".node..")
        .check(CLASSES);
  }

  @Test
  void theApiIsUsedOnlyByWhoeverPutsTheNodeTogether() {
    noClasses()
        .that()
        .resideOutsideOfPackages(
            ROOT + ".api..", ROOT + ".wire..", ROOT + ".bench..", ROOT + ".cli..")
        .should()
        .dependOnClassesThat()
        .resideInAPackage(ROOT + ".api..")
        .check(CLASSES);
  }

  @Test
  void databasesAreTheEmbeddedQueuesOnly() {
    noClasses()
        .that()
        .resideOutsideOfPackages(ROOT + ".queue.embedded..", ROOT + ".bench..")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage("java.sql..", "org.sqlite..")
        .check(CLASSES);
  }

  @Test
  void metricsAndTracesAreOfTelemetryOnly() {
    noClasses()
        .that()
        .resideOutsideOfPackage(ROOT + ".telemetry..")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage("io.micrometer..", "io.prometheus..", "io.opentelemetry..")
        .check(CLASSES);
  }

  @Test
  void generatedCodeStaysInsideTheClientAndTheApi() {
    noClasses()
        .that()
        .resideOutsideOfPackages(ROOT + ".wire..", ROOT + ".api..")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage(
            "io.kriterion.cri.v1..",
            "io.kriterion.proto..",
            "io.grpc..",
            "io.netty..",
            "com.google.protobuf..")
        .check(CLASSES);
  }
}
