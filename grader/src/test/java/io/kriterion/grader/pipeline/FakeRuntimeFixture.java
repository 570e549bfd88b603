package io.kriterion.grader.pipeline;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.kriterion.cri.CriClient;
import io.kriterion.cri.fake.FakeCriServer;
import io.kriterion.grader.cgroup.Cgroups;
import io.kriterion.grader.sandbox.RuntimeHost;
import io.kriterion.grader.sandbox.SandboxSource;
import io.kriterion.grader.sandbox.Workspaces;
import io.kriterion.grader.task.Event;
import io.kriterion.grader.task.Result;
import io.kriterion.grader.task.Task;
import io.kriterion.grader.task.TaskReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

/** A task of one step, and a fake runtime on this machine to grade it on. */
@SuppressWarnings("NullAway.Init") // set before each test
abstract class FakeRuntimeFixture {

  private static final String TASK =
      """
      name: t
      environment: base
      steps:
        - name: run
          run: [./a]
      """;

  final List<Event> events = new ArrayList<>();
  FakeCriServer server;
  private final String cgroup = "/kriterion-test-" + ProcessHandle.current().pid();

  @TempDir private Path directory;
  private CriClient client;
  private Cgroups cgroups;
  private Path sandboxes;
  private Workspaces workspaces;
  private Task task;

  @BeforeEach
  void start() throws IOException {
    assumeTrue(
        "root".equals(System.getProperty("user.name")), "skipped: a sandbox's mounts take root");
    cgroups = Cgroups.detect();
    sandboxes = Files.createDirectory(directory.resolve("sandboxes"));
    workspaces = new Workspaces(OptionalLong.empty());
    server = FakeCriServer.start(directory.resolve("cri.sock"));
    client = CriClient.connect(server.socket());
    task = TaskReader.read(Files.writeString(directory.resolve("task.yaml"), TASK));
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

  /** The task's plan on a handler. */
  Plan plan(String handler) {
    return new Plan(task, handler, new PlannedImage("sha256:1", Map.of()), List.of(), Map.of());
  }

  /** Grades in a sandbox that is made for it. */
  Result grade(Plan plan, Consumer<Event> told) throws InterruptedException {
    return new Grading(SandboxSource.cold(host()), told).grade(plan);
  }

  /** The fake runtime on this machine. */
  RuntimeHost host() {
    return new RuntimeHost(client, workspaces, cgroups, cgroup, sandboxes, "test", false);
  }

  /** Another task than that of {@link #plan}. */
  Task task(String yaml) throws IOException {
    return TaskReader.read(Files.writeString(directory.resolve("other.yaml"), yaml));
  }

  void assertNothingIsLeft() throws IOException {
    assertThat(client.runtime().listPodSandboxes(Map.of())).isEmpty();
    assertThat(sandboxes).isEmptyDirectory();
    assertThat(Files.readString(Path.of("/proc/self/mounts"))).doesNotContain(sandboxes.toString());
    assertThat(cgroups.removeIfEmpty(cgroup)).as("the sandboxes' cgroups are gone").isTrue();
  }
}
