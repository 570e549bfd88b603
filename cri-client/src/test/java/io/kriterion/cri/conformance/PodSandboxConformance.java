package io.kriterion.cri.conformance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.kriterion.cri.error.CriErrorCode;
import io.kriterion.cri.lease.Container;
import io.kriterion.cri.lease.Sandbox;
import io.kriterion.cri.runtime.RuntimeService;
import io.kriterion.cri.sandbox.Dns;
import io.kriterion.cri.sandbox.PodSandboxFilter;
import io.kriterion.cri.sandbox.PodSandboxSpec;
import io.kriterion.cri.sandbox.PodSandboxStatus;
import io.kriterion.cri.sandbox.PodSandboxSummary;
import io.kriterion.cri.sandbox.PortMapping;
import io.kriterion.cri.sandbox.SandboxId;
import io.kriterion.cri.sandbox.SandboxState;
import io.kriterion.cri.stream.ExecSession;
import io.kriterion.cri.stream.Transport;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** The life of pod sandboxes, and what is asked of them. */
public abstract class PodSandboxConformance extends Conformance {

  private RuntimeService calls() {
    return runtime().client().runtime();
  }

  private List<SandboxId> ids(PodSandboxFilter filter) {
    return calls().listPodSandboxes(filter).stream().map(PodSandboxSummary::id).toList();
  }

  @Test
  void runsStopsAndIsRemoved() {
    PodSandboxSpec spec = pod().labels(Map.of("kit", name())).build();
    PodSandboxFilter mine = PodSandboxFilter.ALL.withLabels(spec.labels());
    SandboxId pod = calls().runPodSandbox(spec);
    try {
      assertThat(calls().podSandboxStatus(pod).state()).isEqualTo(SandboxState.READY);
      assertThat(ids(mine)).containsExactly(pod);
      assertThat(ids(mine.withState(SandboxState.READY))).containsExactly(pod);
      assertThat(ids(mine.withState(SandboxState.NOT_READY))).isEmpty();
      assertThat(ids(PodSandboxFilter.ALL.withId(pod))).containsExactly(pod);
      calls().stopPodSandbox(pod);
      assertThat(calls().podSandboxStatus(pod).state()).isEqualTo(SandboxState.NOT_READY);
      assertThat(ids(mine.withState(SandboxState.NOT_READY))).containsExactly(pod);
    } finally {
      calls().stopPodSandbox(pod);
      calls().removePodSandbox(pod);
    }
    assertThat(ids(mine)).isEmpty();
    assertFails(CriErrorCode.NOT_FOUND, () -> calls().podSandboxStatus(pod));
  }

  @Test
  void attributesArePreserved() {
    PodSandboxSpec spec =
        pod()
            .uid("uid-" + name())
            .namespace("kit")
            .labels(Map.of("a", "1", "b", ""))
            .annotations(Map.of("c", "2", "d/e", "3 4"))
            .build();
    try (Sandbox sandbox = runtime().client().runSandbox(spec)) {
      PodSandboxStatus status = sandbox.status();
      assertThat(status.name()).isEqualTo(spec.name());
      assertThat(status.labels()).containsAllEntriesOf(spec.labels());
      assertThat(status.handler()).isEqualTo(runtime().handler());
      if (runtime().lack(Trait.REAL_PROCESSES).isEmpty()) {
        assertThat(status.annotations()).containsAllEntriesOf(spec.annotations());
        assertThat(status.createdAt())
            .isCloseTo(Instant.now(), within(SOON.toSeconds(), ChronoUnit.SECONDS));
      }
    }
  }

  @Test
  void endingWhatHasEndedIsSuccess() {
    SandboxId pod = calls().runPodSandbox(pod().build());
    for (int time = 0; time < 2; time++) {
      calls().stopPodSandbox(pod);
    }
    for (int time = 0; time < 2; time++) {
      calls().removePodSandbox(pod);
    }
    calls().stopPodSandbox(pod);
    calls().stopPodSandbox(new SandboxId("never-made"));
    calls().removePodSandbox(new SandboxId("never-made"));
  }

  @Test
  void runningPodIsRemovedWithWhatIsInIt() {
    needs(Trait.REAL_PROCESSES);
    SandboxId pod = calls().runPodSandbox(pod().build());
    calls().removePodSandbox(pod);
    assertThat(ids(PodSandboxFilter.ALL.withId(pod))).isEmpty();
  }

  @Test
  void nameIsTakenWhileThePodIsThere() {
    PodSandboxSpec spec = pod().build();
    try (Sandbox first = runtime().client().runSandbox(spec)) {
      assertFails(CriErrorCode.NAME_RESERVED, () -> calls().runPodSandbox(spec))
          .withMessageContaining(first.id().value());
    }
    runtime().client().runSandbox(spec).close();
  }

  @Test
  void unknownHandlerIsRefusedByName() {
    needs(Trait.REAL_PROCESSES);
    assertFails(
        CriErrorCode.NO_SUCH_HANDLER,
        () -> calls().runPodSandbox(pod().handler("no-such-handler").build()));
  }

  @Test
  void hostNameAndDnsReachTheContainer() throws Exception {
    needs(Trait.REAL_PROCESSES);
    PodSandboxSpec spec =
        pod()
            .hostname("kit-host")
            .dns(new Dns(List.of("10.9.8.7"), List.of("kit.example"), List.of("ndots:3")))
            .build();
    try (Sandbox sandbox = runtime().client().runSandbox(spec)) {
      Container container = parked(sandbox);
      assertThat(text(container, "hostname")).isEqualTo("kit-host\n");
      assertThat(text(container, "read", "/etc/resolv.conf").lines())
          .contains("nameserver 10.9.8.7", "search kit.example", "options ndots:3");
    }
  }

  @Test
  void safeSysctlIsSet() throws Exception {
    needs(Trait.KERNEL_VIEW);
    PodSandboxSpec spec =
        pod().sysctls(Map.of("net.ipv4.ip_local_port_range", "20000 20100")).build();
    try (Sandbox sandbox = runtime().client().runSandbox(spec)) {
      assertThat(text(parked(sandbox), "read", "/proc/sys/net/ipv4/ip_local_port_range"))
          .isEqualTo("20000\t20100\n");
    }
  }

  @Test
  void podWithAPortThatIsOnlyToldRuns() throws Exception {
    needs(Trait.KERNEL_VIEW);
    PodSandboxSpec spec =
        pod().portMappings(List.of(new PortMapping(PortMapping.Protocol.TCP, 4080, 0, ""))).build();
    try (Sandbox sandbox = runtime().client().runSandbox(spec);
        ExecSession server =
            parked(sandbox).exec(Probe.exec(Transport.SPDY, "serve", "4080", "hello"))) {
      assertThat(server.stdout().readNBytes(10)).asString().isEqualTo("listening\n");
      assertThat(text(parked(sandbox), "connect", "4080")).isEqualTo("hello");
    }
  }

  @Test
  void namespacesAreThePodsOwn() throws Exception {
    needs(Trait.KERNEL_VIEW);
    try (Sandbox sandbox = sandbox();
        Sandbox other = sandbox()) {
      Container one = parked(sandbox);
      Container two = parked(sandbox);
      Container apart = parked(other);
      for (String shared : List.of("net", "ipc", "uts")) {
        assertThat(text(one, "namespace", shared))
            .as(shared)
            .isEqualTo(text(two, "namespace", shared))
            .isNotEqualTo(text(apart, "namespace", shared));
      }
      assertThat(text(one, "namespace", "pid")).isNotEqualTo(text(two, "namespace", "pid"));
      assertThat(text(one, "interfaces")).isEqualTo("lo\n");
    }
  }

  @Test
  void processesAreSeenByThePodIfAskedFor() throws Exception {
    needs(Trait.KERNEL_VIEW);
    try (Sandbox sandbox = runtime().client().runSandbox(pod().sharedPid().build())) {
      assertThat(text(parked(sandbox), "namespace", "pid"))
          .isEqualTo(text(parked(sandbox), "namespace", "pid"));
    }
  }
}
