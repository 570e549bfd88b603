package io.kriterion.cri.conformance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.kriterion.cri.container.ContainerId;
import io.kriterion.cri.container.ContainerSpec;
import io.kriterion.cri.error.CriCallException;
import io.kriterion.cri.error.CriErrorCode;
import io.kriterion.cri.image.ImageRef;
import io.kriterion.cri.lease.Container;
import io.kriterion.cri.lease.Sandbox;
import io.kriterion.cri.runtime.RuntimeService;
import io.kriterion.cri.sandbox.PodSandboxSpec;
import io.kriterion.cri.sandbox.SandboxId;
import io.kriterion.cri.security.Confinement;
import io.kriterion.cri.stream.AttachSpec;
import io.kriterion.cri.stream.ForwardedConnection;
import io.kriterion.cri.stream.PortForward;
import io.kriterion.cri.stream.Streams;
import io.kriterion.cri.stream.Transport;
import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * What a refusal of the runtime means, read from its own words, which differ from release to
 * release and from handler to handler.
 */
@SuppressWarnings("NullAway.Init") // set before all tests
public abstract class RefusalConformance extends SharedPodConformance {

  private static final ContainerId GONE = new ContainerId("never-made");

  private Container parked;

  @Override
  final void needsForAll() {
    needs(Trait.REAL_PROCESSES);
  }

  @BeforeAll
  final void park() {
    parked = parked(shared());
  }

  private RuntimeService calls() {
    return runtime().client().runtime();
  }

  private Streams streams() {
    return runtime().client().streams();
  }

  private void forward(SandboxId pod) throws IOException {
    try (PortForward ports = streams().portForward(pod, Transport.SPDY);
        ForwardedConnection connection = ports.connect(80)) {
      var unused = connection.input().read();
    }
  }

  private void assertRefused(CriErrorCode code, ContainerSpec.Builder spec) {
    assertFails(code, () -> shared().createContainer(spec.build()));
  }

  @Test
  void whatDoesNotExistIsNotFound() {
    SandboxId gone = new SandboxId("never-made");
    PodSandboxSpec pod = pod().build();
    assertFails(CriErrorCode.NOT_FOUND, () -> calls().podSandboxStatus(gone));
    assertFails(
        CriErrorCode.NOT_FOUND,
        () -> calls().createContainer(gone, pod, container("pause").build()));
    assertFails(CriErrorCode.NOT_FOUND, () -> calls().startContainer(GONE));
    assertFails(CriErrorCode.NOT_FOUND, () -> calls().containerStatus(GONE));
    assertFails(CriErrorCode.NOT_FOUND, () -> runtime().client().stats().container(GONE));
    assertFails(
        CriErrorCode.NOT_FOUND,
        () -> streams().exec(GONE, Probe.exec(Transport.SPDY, "pause")).close());
    assertFails(CriErrorCode.NOT_FOUND, () -> streams().attach(GONE, AttachSpec.outputs()).close());
    assertFails(CriErrorCode.NOT_FOUND, () -> forward(gone));
    assertRefused(CriErrorCode.NOT_FOUND, container("pause").unsafePidTarget(GONE));
  }

  @Test
  void whatTheStateDoesNotAllowIsOfTheWrongState() {
    Container created = shared().createContainer(container("pause").build());
    assertNotRunning(created.id());
    created.start();
    assertFails(CriErrorCode.WRONG_STATE, created::start);
  }

  @Test
  void containerThatHasEndedIsOfTheWrongState() throws Exception {
    needs(Trait.MAIN_PROCESS);
    Container ended = shared().run(container("exit", "0").build());
    ended.awaitExit(SOON);
    assertNotRunning(ended.id());
    assertFails(CriErrorCode.WRONG_STATE, ended::start);
  }

  private void assertNotRunning(ContainerId id) {
    assertFails(
        CriErrorCode.WRONG_STATE, () -> calls().execSync(id, Probe.command("exit", "0"), SOON));
    assertFails(
        CriErrorCode.WRONG_STATE,
        () -> streams().exec(id, Probe.exec(Transport.SPDY, "exit", "0")).close());
    assertFails(CriErrorCode.WRONG_STATE, () -> streams().attach(id, AttachSpec.outputs()).close());
    assertFails(
        CriErrorCode.WRONG_STATE, () -> runtime().client().maintenance().reopenContainerLog(id));
  }

  @Test
  void podThatHasStoppedIsOfTheWrongState() {
    try (Sandbox stopped = sandbox()) {
      stopped.stop();
      // containerd 2 makes the container, and does not start it
      assertFails(CriErrorCode.WRONG_STATE, () -> stopped.run(container("pause").build()));
    }
  }

  @Test
  void portsOfAPodThatHasStoppedAreNotForwarded() {
    needs(Trait.PORT_FORWARD);
    try (Sandbox stopped = sandbox()) {
      stopped.stop();
      // containerd 2 gives an address, and fails on the connection
      assertThatThrownBy(() -> forward(stopped.id()))
          .satisfiesAnyOf(
              e -> assertThat(e).isInstanceOf(IOException.class),
              e ->
                  assertThat(e)
                      .isInstanceOfSatisfying(
                          CriCallException.class,
                          call -> assertThat(call.code()).isEqualTo(CriErrorCode.WRONG_STATE)));
    }
  }

  @Test
  void imageThatIsNotThereIsUnavailable() {
    assertRefused(
        CriErrorCode.IMAGE_UNAVAILABLE,
        ContainerSpec.builder(name(), "kriterion.local/no-such-image:1"));
  }

  @Test
  void registryThatIsNotThereMakesAnImageUnavailable() {
    needs(Trait.PULLS);
    int nobodyListens = 1;
    assertFails(
        CriErrorCode.IMAGE_UNAVAILABLE,
        () ->
            runtime()
                .client()
                .images()
                .pull(new ImageRef("127.0.0.1:" + nobodyListens + "/kit/none:1"), SOON));
  }

  @Test
  void nameThatIsNoReferenceIsAnInvalidArgument() {
    needs(Trait.PULLS);
    assertFails(
        CriErrorCode.INVALID_ARGUMENT,
        () -> runtime().client().images().pull(new ImageRef("A:B:C//"), SOON));
  }

  @Test
  void profileThatIsNotThereIsAnInvalidArgument() {
    Confinement missing = Confinement.builder().seccomp("/nonexistent/x.json").build();
    assertRefused(CriErrorCode.INVALID_ARGUMENT, container("pause").confinement(missing));
  }

  @Test
  void privilegedContainerInAPodThatIsNotIsAnInvalidArgument() {
    Confinement all = Confinement.builder().unsafePrivileged().build();
    assertRefused(CriErrorCode.INVALID_ARGUMENT, container("pause").confinement(all));
  }

  @Test
  void containerWithoutACommandIsAnInvalidArgument() {
    assertRefused(CriErrorCode.INVALID_ARGUMENT, ContainerSpec.builder(name(), runtime().image()));
  }

  @ParameterizedTest
  @ValueSource(strings = {"no-such-program", "/no-such-program", "/etc/passwd", "/etc"})
  void mainProgramThatCannotBeRunIsNotFound(String program) {
    needs(Trait.MAIN_PROCESS);
    ContainerSpec spec =
        ContainerSpec.builder(name(), runtime().image()).command(List.of(program)).build();
    assertFails(CriErrorCode.COMMAND_NOT_FOUND, () -> shared().run(spec));
  }

  @ParameterizedTest
  @ValueSource(strings = {"no-such-program", "/no-such-program", "/etc/passwd", "/etc"})
  void commandThatCannotBeRunIsNotFound(String program) {
    assertFails(
        CriErrorCode.COMMAND_NOT_FOUND,
        () -> calls().execSync(parked.id(), List.of(program), SOON));
  }
}
