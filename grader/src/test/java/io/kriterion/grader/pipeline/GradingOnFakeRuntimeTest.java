package io.kriterion.grader.pipeline;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.grpc.Status;
import io.kriterion.cri.CriClient;
import io.kriterion.cri.error.CriCallException;
import io.kriterion.cri.error.CriErrorCode;
import io.kriterion.cri.fake.CallFault;
import io.kriterion.cri.fake.FakeCriServer;
import io.kriterion.grader.cgroup.Cgroups;
import io.kriterion.grader.sandbox.RuntimeHost;
import io.kriterion.grader.sandbox.SandboxSource;
import io.kriterion.grader.sandbox.Workspaces;
import io.kriterion.grader.task.Event;
import io.kriterion.grader.task.Task;
import io.kriterion.grader.task.TaskReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A grading whose runtime fails it: it ends with the runtime's reason, and leaves nothing. */
@Timeout(60)
@SuppressWarnings("NullAway.Init") // set before each test
class GradingOnFakeRuntimeTest {

  private static final String TASK =
      """
      name: t
      environment: base
      steps:
        - name: run
          run: [./a]
      """;

  private final String cgroup = "/kriterion-test-" + ProcessHandle.current().pid();
  private final List<Event> events = new ArrayList<>();

  @TempDir private Path directory;
  private FakeCriServer server;
  private CriClient client;
  private Cgroups cgroups;
  private Path sandboxes;
  private Workspaces workspaces;

  @BeforeEach
  void start() throws IOException {
    assumeTrue(
        "root".equals(System.getProperty("user.name")), "skipped: a sandbox's mounts take root");
    cgroups = Cgroups.detect();
    sandboxes = Files.createDirectory(directory.resolve("sandboxes"));
    workspaces = new Workspaces(OptionalLong.empty());
    server = FakeCriServer.start(directory.resolve("cri.sock"));
    client = CriClient.connect(server.socket());
  }

  @AfterEach
  void stop() {
    if (server != null) {
      client.close();
      workspaces.close();
      server.close();
      cgroups.remove(cgroup);
    }
  }

  private CriCallException failureOfGrading() throws IOException {
    Task task = TaskReader.read(Files.writeString(directory.resolve("task.yaml"), TASK));
    RuntimeHost host = new RuntimeHost(client, workspaces, cgroups, cgroup, sandboxes, "test");
    Grading grading = new Grading(SandboxSource.cold(host), events::add);
    Plan plan = new Plan(task, "runc", new PlannedImage("sha256:1", Map.of()), List.of());
    return assertThatExceptionOfType(CriCallException.class)
        .isThrownBy(() -> grading.grade(plan))
        .actual();
  }

  private void assertNothingIsLeft() throws IOException {
    assertThat(client.runtime().listPodSandboxes(Map.of())).isEmpty();
    assertThat(sandboxes).isEmptyDirectory();
    assertThat(Files.readString(Path.of("/proc/self/mounts"))).doesNotContain(sandboxes.toString());
    assertThat(cgroups.removeIfEmpty(cgroup)).as("the sandbox's cgroup is gone").isTrue();
  }

  @Test
  void aRefusedSandboxEndsTheGradingWithTheRuntimesReason() throws IOException {
    server.fail(
        "RunPodSandbox", Status.UNKNOWN.withDescription("no runtime for \"runc\" is configured"));

    CriCallException failure = failureOfGrading();

    assertThat(failure.code()).isEqualTo(CriErrorCode.NO_SUCH_HANDLER);
    assertThat(failure.operation()).isEqualTo("RunPodSandbox");
    assertThat(events).hasSize(1).first().isInstanceOf(Event.Planned.class);
    assertNothingIsLeft();
  }

  @Test
  void aSandboxWhoseAnswerWasLostIsRemovedAllTheSame() throws IOException {
    server.fault("RunPodSandbox", new CallFault.LoseAnswer(Status.RESOURCE_EXHAUSTED));

    assertThat(failureOfGrading().code()).isEqualTo(CriErrorCode.RESOURCE_EXHAUSTED);

    assertNothingIsLeft();
  }

  @Test
  void aRefusedContainerTakesItsSandboxWithIt() throws IOException {
    server.fail("CreateContainer", Status.UNKNOWN.withDescription("disk full"));

    CriCallException failure = failureOfGrading();

    assertThat(failure.operation()).isEqualTo("CreateContainer");
    assertThat(failure).hasMessageContaining("disk full");
    assertNothingIsLeft();
  }
}
