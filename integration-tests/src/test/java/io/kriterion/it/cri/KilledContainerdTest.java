package io.kriterion.it.cri;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.kriterion.cri.CriClient;
import io.kriterion.cri.CriClientOptions;
import io.kriterion.cri.conformance.Attached;
import io.kriterion.cri.conformance.LocalRegistry;
import io.kriterion.cri.conformance.Probe;
import io.kriterion.cri.conformance.TinyImage;
import io.kriterion.cri.container.ContainerFilter;
import io.kriterion.cri.container.ContainerId;
import io.kriterion.cri.container.ContainerSpec;
import io.kriterion.cri.error.CriCallException;
import io.kriterion.cri.error.CriConnectionException;
import io.kriterion.cri.error.CriErrorCode;
import io.kriterion.cri.error.CriException;
import io.kriterion.cri.events.ContainerEvents;
import io.kriterion.cri.image.ImageRef;
import io.kriterion.cri.runtime.RuntimeService;
import io.kriterion.cri.sandbox.PodSandboxFilter;
import io.kriterion.cri.sandbox.PodSandboxSpec;
import io.kriterion.cri.sandbox.SandboxId;
import io.kriterion.cri.stream.AttachSession;
import io.kriterion.cri.stream.AttachSpec;
import io.kriterion.cri.stream.ExecSession;
import io.kriterion.cri.stream.ExecSpec;
import io.kriterion.cri.stream.Transport;
import io.kriterion.it.host.CleanHost;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** A containerd that is killed with SIGKILL while calls and streams are under way. */
@Tag("integration")
@ExtendWith(CleanHost.class)
@Timeout(value = 3, unit = TimeUnit.MINUTES, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
final class KilledContainerdTest {

  private static final Duration LONG = Duration.ofMinutes(2);
  private static final Duration SOON = Duration.ofSeconds(30);

  static List<Release> releases() {
    return Release.all();
  }

  @ParameterizedTest
  @MethodSource("releases")
  void whatIsUnderWayEndsWithATypedErrorAtOnce(Release release) throws Exception {
    try (Lab lab = Lab.start(release, "runc");
        CriClient client =
            CriClient.connect(
                CriClientOptions.of(lab.containerd().socket()).withRestartPatience(Duration.ZERO));
        LocalRegistry registry = LocalRegistry.open();
        ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      PodSandboxSpec pod = PodSandboxSpec.builder("killed").handler("runc").build();
      SandboxId sandbox = client.runtime().runPodSandbox(pod);
      ContainerId container = started(lab, client, sandbox, pod, "pulse");

      List<Future<?>> streams = new ArrayList<>();
      CountDownLatch streaming = new CountDownLatch(2 * Transport.values().length);
      for (Transport transport : Transport.values()) {
        ExecSpec endless =
            ExecSpec.of(Probe.command("pattern", "" + (1L << 40))).withTransport(transport);
        streams.add(
            threads.submit(() -> read(client.streams().exec(container, endless), streaming)));
        AttachSpec attach = AttachSpec.outputs().withStdin(true).withTransport(transport);
        streams.add(
            threads.submit(() -> watch(client.streams().attach(container, attach), streaming)));
      }
      List<Future<?>> calls = new ArrayList<>();
      calls.add(
          threads.submit(() -> client.runtime().execSync(container, Probe.command("pause"), LONG)));
      calls.add(threads.submit(() -> watch(client)));
      ContainerId stubborn = started(lab, client, sandbox, pod, "stubborn");
      try (AttachSession session = client.streams().attach(stubborn, AttachSpec.outputs())) {
        Attached.waitFor(session);
        calls.add(threads.submit(() -> client.runtime().stopContainer(stubborn, LONG)));
        assertThat(Attached.afterTheDots(session)).as("has been asked to end").isEqualTo('t');
      }
      String image = registry.push("kit/slow", "1", TinyImage.of("killed")) + ":1";
      registry.stall();
      calls.add(threads.submit(() -> client.images().pull(new ImageRef(image), LONG)));
      assertThat(registry.awaitStalled(SOON)).isTrue();
      assertThat(streaming.await(SOON.toSeconds(), TimeUnit.SECONDS)).isTrue();
      for (Runnable quick : quickCalls(client, lab.image(), sandbox, pod, container)) {
        calls.add(threads.submit(() -> again(quick)));
      }
      assertThat(streams).as("streams under way").noneMatch(Future::isDone);
      assertThat(calls).as("calls under way").noneMatch(Future::isDone);

      assertThat(ProcessHandle.of(lab.containerd().pid()).orElseThrow().destroyForcibly()).isTrue();

      for (Future<?> stream : streams) {
        assertThat(failure(stream)).isInstanceOfAny(CriException.class, IOException.class);
      }
      for (Future<?> call : calls) {
        assertThat(failure(call)).isInstanceOf(CriConnectionException.class);
      }
      assertThatExceptionOfType(CriConnectionException.class)
          .isThrownBy(() -> client.runtime().status());
    }
  }

  /* Too quick to be caught in the middle for sure: made again and again. */
  private static List<Runnable> quickCalls(
      CriClient client,
      String image,
      SandboxId sandbox,
      PodSandboxSpec pod,
      ContainerId container) {
    RuntimeService runtime = client.runtime();
    ContainerSpec spec =
        ContainerSpec.builder("quick", image).command(Probe.command("exit", "0")).build();
    PodSandboxSpec another = PodSandboxSpec.builder("another").handler("runc").build();
    return List.of(
        runtime::version,
        runtime::status,
        () -> runtime.listPodSandboxes(PodSandboxFilter.ALL),
        () -> runtime.podSandboxStatus(sandbox),
        () -> runtime.listContainers(ContainerFilter.ALL),
        () -> runtime.containerStatus(container),
        () -> {
          ContainerId quick = runtime.createContainer(sandbox, pod, spec);
          runtime.startContainer(quick);
          runtime.removeContainer(quick);
        },
        () -> {
          SandboxId quick = runtime.runPodSandbox(another);
          runtime.stopPodSandbox(quick);
          runtime.removePodSandbox(quick);
        },
        () -> client.stats().container(container),
        () -> client.images().list(),
        () -> client.images().status(new ImageRef(image)),
        () -> client.images().filesystems(),
        () -> askForAddress(runtime, container));
  }

  /* Nobody uses the addresses, and containerd keeps a thousand of them for a minute. */
  private static void askForAddress(RuntimeService runtime, ContainerId container) {
    try {
      var _ = runtime.execUrl(container, ExecSpec.of(Probe.command("exit", "0")));
    } catch (CriCallException e) {
      assertThat(e.code()).isEqualTo(CriErrorCode.RESOURCE_EXHAUSTED);
    }
  }

  private static Object again(Runnable call) {
    while (true) {
      call.run();
    }
  }

  private static @Nullable Throwable failure(Future<?> underWay) {
    return assertThatExceptionOfType(ExecutionException.class)
        .isThrownBy(() -> underWay.get(SOON.toSeconds(), TimeUnit.SECONDS))
        .actual()
        .getCause();
  }

  /* A container that runs a command of the probe, after which it is named. */
  private static ContainerId started(
      Lab lab, CriClient client, SandboxId sandbox, PodSandboxSpec pod, String command) {
    ContainerSpec spec =
        ContainerSpec.builder(command, lab.image())
            .command(Probe.command(command))
            .stdin(true)
            .build();
    ContainerId container = client.runtime().createContainer(sandbox, pod, spec);
    client.runtime().startContainer(container);
    return container;
  }

  /* From the runtime where it has events, otherwise by comparing lists. */
  private static Object watch(CriClient client) {
    try (ContainerEvents events = client.events().open(Duration.ofMillis(50))) {
      while (true) {
        var _ = events.next(LONG);
      }
    }
  }

  /* Reads an endless output until something happens to it. */
  private static Object read(ExecSession session, CountDownLatch streaming) throws Exception {
    try (session) {
      assertThat(session.stdout().read()).isNotNegative();
      streaming.countDown();
      byte[] buffer = new byte[1 << 16];
      while (session.stdout().read(buffer) >= 0) {
        // more
      }
      return session.await(LONG);
    }
  }

  /* Reads dots until something happens. */
  private static Object watch(AttachSession session, CountDownLatch streaming) throws Exception {
    try (session) {
      Attached.waitFor(session);
      streaming.countDown();
      Attached.afterTheDots(session);
      return session.await(LONG);
    }
  }
}
