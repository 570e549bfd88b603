package io.kriterion.cri.events;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.kriterion.cri.CriClient;
import io.kriterion.cri.container.ContainerId;
import io.kriterion.cri.container.ContainerSpec;
import io.kriterion.cri.error.CriCallException;
import io.kriterion.cri.fake.FakeCriServer;
import io.kriterion.cri.sandbox.PodSandboxSpec;
import io.kriterion.cri.sandbox.SandboxId;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
@SuppressWarnings("NullAway.Init") // set before each test
class ContainerEventsTest {

  private static final Duration LONG = Duration.ofSeconds(30);
  private static final Duration SHORT = Duration.ofMillis(20);

  @TempDir private Path directory;
  private FakeCriServer server;
  private CriClient client;

  @BeforeEach
  void start() {
    server = FakeCriServer.start(directory.resolve("cri.sock"));
    server.runtime().beContainerd("1.7.0");
    client = CriClient.connect(server.socket());
  }

  @AfterEach
  void stop() {
    client.close();
    server.close();
  }

  private static List<String> read(ContainerEvents events, int count) {
    List<String> read = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      ContainerEvent event = events.next(LONG).orElseThrow();
      String code = event.exitCode().isPresent() ? " " + event.exitCode().getAsInt() : "";
      read.add((event.ofSandbox() ? "sandbox " : "container ") + event.type() + code);
    }
    return read;
  }

  private void live() {
    PodSandboxSpec spec = PodSandboxSpec.builder("pod").build();
    SandboxId sandbox = client.runtime().runPodSandbox(spec);
    ContainerId container =
        client.runtime().createContainer(sandbox, spec, ContainerSpec.builder("c", "i").build());
    client.runtime().startContainer(container);
    client.runtime().stopContainer(container, Duration.ZERO);
    client.runtime().removeContainer(container);
  }

  @Test
  void everyStepComesFromARuntimeThatTells() throws InterruptedException {
    try (ContainerEvents events = client.events().open(LONG)) {
      assertThat(server.runtime().events.subscribed.await(30, TimeUnit.SECONDS)).isTrue();
      live();
      assertThat(read(events, 6))
          .containsExactly(
              "sandbox CREATED",
              "sandbox STARTED",
              "container CREATED",
              "container STARTED",
              "container STOPPED 137",
              "container DELETED");
      assertThat(events.polled()).isFalse();
      assertThat(events.next(SHORT)).isEmpty();
      assertThat(events.ended()).isFalse();
    }
  }

  @Test
  void stepsAreNoticedWhereTheRuntimeDoesNotTell() {
    server.runtime().beContainerd("1.6.20~ds1");
    PodSandboxSpec spec = PodSandboxSpec.builder("pod").build();
    SandboxId old = client.runtime().runPodSandbox(PodSandboxSpec.builder("old").build());
    try (CriClient asked = CriClient.connect(server.socket());
        ContainerEvents events = asked.events().open(SHORT)) {
      assertThat(events.polled()).isTrue();
      assertThat(events.next(Duration.ofMillis(60))).as("what was there is no news").isEmpty();
      SandboxId sandbox = client.runtime().runPodSandbox(spec);
      assertThat(read(events, 2)).containsExactly("sandbox CREATED", "sandbox STARTED");
      ContainerId container =
          client.runtime().createContainer(sandbox, spec, ContainerSpec.builder("c", "i").build());
      assertThat(read(events, 1)).containsExactly("container CREATED");
      client.runtime().startContainer(container);
      assertThat(read(events, 1)).containsExactly("container STARTED");
      client.runtime().stopContainer(container, Duration.ZERO);
      assertThat(read(events, 1)).containsExactly("container STOPPED 137");
      client.runtime().removeContainer(container);
      assertThat(read(events, 1)).containsExactly("container DELETED");
      client.runtime().removePodSandbox(old);
      assertThat(read(events, 2)).containsExactly("sandbox STOPPED", "sandbox DELETED");
      assertThat(server.runtime().events.subscribed.getCount()).isEqualTo(1);
    }
  }

  @Test
  void runtimeThatTurnsOutNotToTellLosesNothing() {
    server.runtime().version = server.runtime().version.toBuilder().setRuntimeName("x").build();
    server.runtime().events.available = false;
    try (CriClient asked = CriClient.connect(server.socket());
        ContainerEvents events = asked.events().open(SHORT)) {
      client.runtime().runPodSandbox(PodSandboxSpec.builder("pod").build());
      assertThat(read(events, 2)).containsExactly("sandbox CREATED", "sandbox STARTED");
      assertThat(events.polled()).isTrue();
    }
  }

  @Test
  void comparingGoesOnAfterARestart() {
    server.runtime().beContainerd("1.6.20");
    try (CriClient asked = CriClient.connect(server.socket());
        ContainerEvents events = asked.events().open(SHORT)) {
      server.kill();
      server = FakeCriServer.start(directory.resolve("cri.sock"));
      // waits for the new connection, which a call that must not be made twice does not
      client.runtime().version();
      client.runtime().runPodSandbox(PodSandboxSpec.builder("pod").build());
      assertThat(read(events, 2)).containsExactly("sandbox CREATED", "sandbox STARTED");
    }
  }

  @Test
  void closingEndsAWaitOfEither() throws InterruptedException {
    for (String release : List.of("1.6.20", "1.7.0")) {
      server.runtime().beContainerd(release);
      try (CriClient asked = CriClient.connect(server.socket())) {
        ContainerEvents events = asked.events().open(Duration.ofHours(1));
        Thread waiting = Thread.ofVirtual().start(() -> events.next(Duration.ofHours(1)));
        assertThat(waiting.join(SHORT)).isFalse();
        events.close();
        assertThat(waiting.join(LONG)).isTrue();
        assertThat(events.ended()).isTrue();
        assertThat(events.next(LONG)).isEmpty();
      }
    }
  }

  @Test
  void interruptEndsAWaitBetweenComparisons() throws InterruptedException {
    server.runtime().beContainerd("1.6.20");
    AtomicReference<String> seen = new AtomicReference<>("");
    try (CriClient asked = CriClient.connect(server.socket());
        ContainerEvents events = asked.events().open(Duration.ofHours(1))) {
      Thread waiting =
          Thread.ofVirtual()
              .start(() -> {
                try {
                  events.next(Duration.ofHours(1));
                } catch (CriCallException e) {
                  seen.set(e.code() + " " + Thread.currentThread().isInterrupted());
                }
              });
      waiting.interrupt();
      assertThat(waiting.join(LONG)).isTrue();
      assertThat(seen).hasValue("CANCELLED true");
    }
  }

  @Test
  void intervalIsChecked() {
    assertThatExceptionOfType(IllegalArgumentException.class)
        .isThrownBy(() -> client.events().open(Duration.ZERO))
        .withMessageStartingWith("interval: PT0S");
  }

  @Test
  void eventWithoutSandboxIsNobodys() {
    ContainerEvent event =
        new ContainerEvent(
            "c", ContainerEvent.Type.DELETED, Instant.EPOCH, Optional.empty(), OptionalInt.empty());
    assertThat(event.ofSandbox()).isFalse();
  }
}
