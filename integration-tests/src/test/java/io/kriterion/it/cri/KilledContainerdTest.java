package io.kriterion.it.cri;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.kriterion.cri.CriClient;
import io.kriterion.cri.CriClientOptions;
import io.kriterion.cri.conformance.Attached;
import io.kriterion.cri.conformance.LocalRegistry;
import io.kriterion.cri.conformance.Probe;
import io.kriterion.cri.conformance.TinyImage;
import io.kriterion.cri.container.ContainerId;
import io.kriterion.cri.container.ContainerSpec;
import io.kriterion.cri.error.CriConnectionException;
import io.kriterion.cri.error.CriException;
import io.kriterion.cri.events.ContainerEvents;
import io.kriterion.cri.image.ImageRef;
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
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;

/** A containerd that is killed with SIGKILL while calls and streams are under way. */
@Tag("integration")
@ExtendWith(CleanHost.class)
@Timeout(value = 3, unit = TimeUnit.MINUTES, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
final class KilledContainerdTest {

  private static final Duration LONG = Duration.ofMinutes(2);
  private static final int SOON_SECONDS = 30;

  @Test
  void whatIsUnderWayEndsWithATypedErrorAtOnce() throws Exception {
    try (Lab lab = Lab.start(Release.INSTALLED, "runc");
        CriClient client =
            CriClient.connect(
                CriClientOptions.of(lab.containerd().socket()).withRestartPatience(Duration.ZERO));
        LocalRegistry registry = LocalRegistry.open();
        ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      PodSandboxSpec pod = PodSandboxSpec.builder("killed").handler("runc").build();
      SandboxId sandbox = client.runtime().runPodSandbox(pod);
      ContainerSpec spec =
          ContainerSpec.builder("main", lab.image())
              .command(Probe.command("pulse"))
              .stdin(true)
              .build();
      ContainerId container = client.runtime().createContainer(sandbox, pod, spec);
      client.runtime().startContainer(container);

      List<Future<?>> underWay = new ArrayList<>();
      CountDownLatch streaming = new CountDownLatch(2 * Transport.values().length);
      for (Transport transport : Transport.values()) {
        ExecSpec endless =
            ExecSpec.of(Probe.command("pattern", "" + (1L << 40))).withTransport(transport);
        underWay.add(
            threads.submit(() -> read(client.streams().exec(container, endless), streaming)));
        AttachSpec attach = AttachSpec.outputs().withStdin(true).withTransport(transport);
        underWay.add(
            threads.submit(() -> watch(client.streams().attach(container, attach), streaming)));
      }
      underWay.add(
          threads.submit(() -> client.runtime().execSync(container, Probe.command("pause"), LONG)));
      underWay.add(threads.submit(() -> watch(client)));
      ContainerId stubborn = stubborn(lab, client, sandbox, pod);
      underWay.add(threads.submit(() -> client.runtime().stopContainer(stubborn, LONG)));
      String image = registry.push("kit/slow", "1", TinyImage.of("killed")) + ":1";
      registry.stall();
      underWay.add(threads.submit(() -> client.images().pull(new ImageRef(image), LONG)));
      assertThat(streaming.await(SOON_SECONDS, TimeUnit.SECONDS)).isTrue();
      PodSandboxSpec another = PodSandboxSpec.builder("another").handler("runc").build();
      underWay.add(threads.submit(() -> client.runtime().runPodSandbox(another)));

      assertThat(ProcessHandle.of(lab.containerd().pid()).orElseThrow().destroyForcibly()).isTrue();

      for (Future<?> call : underWay) {
        assertThatExceptionOfType(ExecutionException.class)
            .isThrownBy(() -> call.get(SOON_SECONDS, TimeUnit.SECONDS))
            .satisfies(e ->
                assertThat(e.getCause()).isInstanceOfAny(CriException.class, IOException.class));
      }
      assertThatExceptionOfType(CriConnectionException.class)
          .isThrownBy(() -> client.runtime().status());
    }
  }

  /* One that runs, and does not end when it is asked to. */
  private static ContainerId stubborn(
      Lab lab, CriClient client, SandboxId sandbox, PodSandboxSpec pod) {
    ContainerId container =
        client
            .runtime()
            .createContainer(
                sandbox,
                pod,
                ContainerSpec.builder("stubborn", lab.image())
                    .command(Probe.command("stubborn"))
                    .build());
    client.runtime().startContainer(container);
    return container;
  }

  /* Waits for what does not happen. */
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
