package io.kriterion.cri.conformance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.kriterion.cri.container.ContainerFilter;
import io.kriterion.cri.container.ContainerId;
import io.kriterion.cri.container.ContainerSpec;
import io.kriterion.cri.container.ContainerState;
import io.kriterion.cri.container.ContainerStatus;
import io.kriterion.cri.container.ContainerSummary;
import io.kriterion.cri.container.Resources;
import io.kriterion.cri.error.CriErrorCode;
import io.kriterion.cri.lease.Container;
import io.kriterion.cri.runtime.RuntimeService;
import io.kriterion.cri.stats.ContainerStats;
import io.kriterion.cri.stream.AttachSession;
import io.kriterion.cri.stream.AttachSpec;
import io.kriterion.cri.stream.Transport;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** The life of containers, their limits and statistics. */
public abstract class ContainerConformance extends SharedPodConformance {

  private static final long MIB = 1 << 20;

  private RuntimeService calls() {
    return runtime().client().runtime();
  }

  private List<ContainerId> ids(ContainerFilter filter) {
    return calls().listContainers(filter).stream().map(ContainerSummary::id).toList();
  }

  @Test
  void passesThroughItsStates() {
    Map<String, String> label = Map.of("kit", name());
    ContainerFilter mine = ContainerFilter.ALL.withLabels(label);
    ContainerId id;
    try (Container container = shared().createContainer(container("pause").labels(label).build())) {
      id = container.id();
      assertThat(container.status().state()).isEqualTo(ContainerState.CREATED);
      assertThat(ids(mine.withState(ContainerState.CREATED))).containsExactly(id);
      container.start();
      assertThat(container.status().state()).isEqualTo(ContainerState.RUNNING);
      assertThat(ids(mine.withState(ContainerState.RUNNING))).containsExactly(id);
      assertThat(ids(mine.withSandbox(shared().id()))).containsExactly(id);
      container.stop(SOON);
      assertThat(container.status().state()).isEqualTo(ContainerState.EXITED);
      assertThat(container.status().exitCode()).isPresent();
      assertThat(ids(mine.withState(ContainerState.RUNNING))).isEmpty();
    }
    assertThat(ids(mine)).isEmpty();
    assertFails(CriErrorCode.NOT_FOUND, () -> calls().containerStatus(id));
  }

  @Test
  void attributesArePreserved() {
    ContainerSpec spec = container("pause").labels(Map.of("a", "1", "b", "")).build();
    try (Container container = shared().createContainer(spec)) {
      ContainerStatus status = container.status();
      assertThat(status.name()).isEqualTo(spec.name());
      assertThat(status.labels()).containsAllEntriesOf(spec.labels());
      assertThat(status.startedAt()).isEmpty();
      assertThat(status.finishedAt()).isEmpty();
      if (runtime().lack(Trait.REAL_PROCESSES).isEmpty()) {
        assertThat(status.createdAt())
            .isCloseTo(Instant.now(), within(SOON.toSeconds(), ChronoUnit.SECONDS));
      }
    }
  }

  @Test
  void isRemovedInEveryState() {
    for (int state = 0; state < 3; state++) {
      Container container = shared().createContainer(container("pause").build());
      if (state > 0) {
        container.start();
      }
      if (state > 1) {
        container.stop(Duration.ZERO);
      }
      calls().removeContainer(container.id());
      assertThat(ids(ContainerFilter.ALL.withId(container.id()))).as("state " + state).isEmpty();
      container.close();
    }
  }

  @Test
  void endingWhatHasEndedIsSuccess() {
    try (Container container = parked(shared())) {
      for (int time = 0; time < 2; time++) {
        calls().stopContainer(container.id(), Duration.ZERO);
      }
      for (int time = 0; time < 2; time++) {
        calls().removeContainer(container.id());
      }
    }
    calls().stopContainer(new ContainerId("never-made"), Duration.ZERO);
    calls().removeContainer(new ContainerId("never-made"));
  }

  @Test
  void ownExitIsToldWithItsCode() throws Exception {
    needs(Trait.MAIN_PROCESS);
    for (int code : new int[] {0, 7}) {
      try (Container container = shared().run(container("exit", "" + code).build())) {
        ContainerStatus status = container.awaitExit(SOON);
        assertThat(status.exitCode()).hasValue(code);
        assertThat(status.reason()).isEqualTo(code == 0 ? "Completed" : "Error");
        assertThat(status.startedAt()).isPresent();
        assertThat(status.finishedAt()).isPresent();
      }
    }
  }

  @Test
  void graceIsGivenBeforeTheKill() throws Exception {
    needs(Trait.MAIN_PROCESS);
    try (Container obedient = shared().run(container("pulse").stdin(true).build());
        Container killed = parked(shared())) {
      try (AttachSession session = obedient.attach(AttachSpec.outputs())) {
        // what asks it to end would be lost before it has said what it does then
        Attached.waitFor(session);
      }
      obedient.stop(SOON);
      assertThat(obedient.status().exitCode()).hasValue(0);
      killed.stop(Duration.ZERO);
      assertThat(killed.status().exitCode()).hasValue(137);
    }
  }

  @Test
  void whatCannotBeIsRefusedWithTheReason() {
    needs(Trait.REAL_PROCESSES);
    ContainerSpec spec = container("pause").build();
    try (Container container = shared().run(spec)) {
      assertFails(CriErrorCode.NAME_RESERVED, () -> shared().createContainer(spec));
      assertFails(CriErrorCode.WRONG_STATE, container::start);
    }
    ContainerSpec noImage =
        ContainerSpec.builder(name(), "kriterion.local/no-such-image:1").build();
    assertFails(CriErrorCode.IMAGE_UNAVAILABLE, () -> shared().createContainer(noImage));
    assertFails(
        CriErrorCode.NOT_FOUND, () -> calls().startContainer(new ContainerId("never-made")));
  }

  @Test
  void programThatIsNotThereIsToldAtTheStart() {
    needs(Trait.MAIN_PROCESS);
    ContainerSpec missing =
        ContainerSpec.builder(name(), runtime().image())
            .command(List.of("/no-such-program"))
            .build();
    try (Container container = shared().createContainer(missing)) {
      assertFails(CriErrorCode.COMMAND_NOT_FOUND, container::start);
    }
  }

  @Test
  void environmentAndDirectoryReachTheProcess() throws Exception {
    needs(Trait.REAL_PROCESSES);
    ContainerSpec spec =
        container("pause").env(Map.of("KIT", "a = b")).workingDirectory("/proc").build();
    try (Container container = shared().run(spec)) {
      assertThat(text(container, "environment", "KIT")).isEqualTo("a = b\n");
      assertThat(text(container, "directory")).isEqualTo("/proc\n");
    }
  }

  @Test
  void tooMuchMemoryKillsAndIsTold() throws Exception {
    needs(Trait.MEMORY_LIMIT);
    ContainerSpec spec =
        container("eat", "200")
            .stdin(true)
            .resources(Resources.builder().memoryBytes(32 * MIB).build())
            .build();
    AttachSpec input = AttachSpec.outputs().withStdin(true);
    try (Container container = shared().run(spec);
        AttachSession session = container.attach(input)) {
      // not before the runtime has been told to look for it, which is after the start
      session.stdin().write('x');
      long end = System.nanoTime() + SOON.toNanos();
      ContainerStatus status = container.awaitExit(SOON);
      assertThat(status.exitCode()).hasValue(137);
      // the reason comes by an event of its own, perhaps after the exit
      while (!status.reason().equals("OOMKilled") && System.nanoTime() < end) {
        status = container.status();
      }
      assertThat(status.reason()).isEqualTo("OOMKilled");
    }
  }

  @Test
  void limitsCanBeChangedWhileItRuns() throws Exception {
    needs(Trait.MEMORY_LIMIT);
    ContainerSpec spec =
        container("pause").resources(Resources.builder().memoryBytes(256 * MIB).build()).build();
    try (Container container = shared().run(spec)) {
      assertThat(calls().execSync(container.id(), Probe.command("eat", "64"), SOON).exitCode())
          .isZero();
      runtime()
          .client()
          .maintenance()
          .updateContainerResources(
              container.id(), Resources.builder().memoryBytes(32 * MIB).build(), Map.of());
      assertThat(calls().execSync(container.id(), Probe.command("eat", "64"), SOON).exitCode())
          .isEqualTo(137);
    }
  }

  @Test
  void statisticsAreOfThisContainer() throws Exception {
    needs(Trait.STATISTICS);
    Map<String, String> label = Map.of("kit", name());
    try (Container one = shared().run(container("pause").labels(label).build());
        Container two = shared().run(container("pause").labels(label).build());
        Container three = parked(shared())) {
      ContainerStats stats = runtime().client().stats().container(one.id());
      assertThat(stats.container()).isEqualTo(one.id());
      assertThat(stats.name()).isEqualTo(one.spec().name());
      assertThat(stats.memory()).isPresent();
      assertThat(stats.cpu().flatMap(cpu -> cpu.total()))
          .hasValueSatisfying(used -> assertThat(used).isPositive());
      assertThat(of(ContainerFilter.ALL.withLabels(label)))
          .containsExactlyInAnyOrder(one.id(), two.id());
      assertThat(of(ContainerFilter.ALL.withId(three.id()))).containsExactly(three.id());
      assertThat(of(ContainerFilter.ALL)).contains(one.id(), two.id(), three.id());
    }
  }

  private List<ContainerId> of(ContainerFilter filter) {
    return runtime().client().stats().containers(filter).stream()
        .map(ContainerStats::container)
        .toList();
  }

  @Test
  void severalContainersShareTheNetwork() throws Exception {
    needs(Trait.REAL_PROCESSES);
    try (Container server = parked(shared());
        Container client = parked(shared());
        var serving = server.exec(Probe.exec(Transport.SPDY, "serve", "4100", "hello"))) {
      assertThat(serving.stdout().readNBytes(10)).asString().isEqualTo("listening\n");
      assertThat(text(client, "connect", "4100")).isEqualTo("hello");
    }
  }

  @Test
  void listTellsWhoseItIs() {
    try (Container container = parked(shared())) {
      Optional<ContainerSummary> listed =
          calls().listContainers(ContainerFilter.ALL.withSandbox(shared().id())).stream()
              .filter(summary -> summary.id().equals(container.id()))
              .findFirst();
      assertThat(listed)
          .hasValueSatisfying(summary -> {
            assertThat(summary.sandbox()).isEqualTo(shared().id());
            assertThat(summary.name()).isEqualTo(container.spec().name());
            assertThat(summary.state()).isEqualTo(ContainerState.RUNNING);
          });
    }
  }
}
