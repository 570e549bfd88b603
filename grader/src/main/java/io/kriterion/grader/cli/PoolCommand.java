package io.kriterion.grader.cli;

import io.kriterion.client.GraderClient;
import io.kriterion.grader.node.RuntimeChoice;
import io.kriterion.grader.node.RuntimeConnection;
import io.kriterion.grader.pipeline.PlanRequest;
import io.kriterion.grader.pipeline.Submission;
import io.kriterion.grader.pool.PoolState;
import io.kriterion.grader.pool.SandboxPool;
import io.kriterion.grader.process.Poll;
import io.kriterion.grader.sandbox.SandboxShape;
import io.kriterion.grader.task.Bytes;
import io.kriterion.grader.task.FailureMeaning;
import io.kriterion.grader.task.ImageSource;
import io.kriterion.grader.task.Limits;
import io.kriterion.grader.task.Step;
import io.kriterion.grader.task.Task;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/**
 * {@code kriterion pool}: the pool of a node that runs; or fills one as it is configured, shows it,
 * and throws it away.
 */
@Command(
    name = "pool",
    description = {
      "Show which sandboxes a running node keeps ready.",
      "With --environment or --image: which ones this machine would keep ready, as it is configured: fill a pool for"
          + " them, print what it holds, and clean up. The sandboxes are those of a task that says nothing of its"
          + " limits."
    },
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {
      "0:as many are ready as should be; or the node's pool is shown",
      "1:there are fewer, for the memory budget or because a handler fails",
      "2:bad usage, or an image that is not there",
      "3:the node or the runtime failed"
    },
    sortOptions = false)
final class PoolCommand implements Callable<Integer> {

  private static final Duration FILL = Duration.ofMinutes(2);

  /* They say how a pool is filled here, and nothing of one that a node has. */
  private static final List<String> FILLING =
      List.of("--runtime", "--trust", "--endpoint", "--allow-network", "--images", "--config");

  @Option(
      names = "--environment",
      paramLabel = "NAME",
      description = "An environment of the node's catalogue. May come several times.")
  private List<String> environments = new ArrayList<>();

  @Option(
      names = "--image",
      paramLabel = "REF",
      description = "An image's reference. May come several times.")
  private List<String> images = new ArrayList<>();

  @Option(
      names = {"-r", "--runtime"},
      paramLabel = "HANDLER",
      description = "The runtime handler, instead of the policy's choice.")
  private @Nullable String handler;

  @Option(names = "--json", description = "Print one JSON object per line.")
  private boolean json;

  @Mixin private TrustOption trust = new TrustOption();

  @Mixin private RuntimeOptions runtime = new RuntimeOptions();

  @Mixin private NodeOptions node = new NodeOptions();

  @Override
  public Integer call() throws Exception {
    List<Task> tasks = tasks();
    if (tasks.isEmpty()) {
      refuse(
          FILLING, "is for a pool that is filled here (expected: with --environment or --image)");
      if (node.isThere()) {
        return showNode();
      }
      throw node.badUsage(
          "Missing option: --environment or --image, for what the pool is to hold (no node runs)");
    }
    refuse(
        NodeOptions.NAMES,
        "is for the pool of a running node (expected: without --environment and --image)");
    RuntimeChoice choice = runtime.choice();
    return CleanStop.run(() -> show(choice, tasks));
  }

  private void refuse(List<String> options, String problem) {
    Optional<String> given = node.given(options);
    if (given.isPresent()) {
      throw node.badUsage(given.get() + " " + problem);
    }
  }

  private int showNode() {
    try (GraderClient client = node.connect()) {
      PoolReport.of(client.pool()).print(node.out(), json);
      return ExitCode.OK;
    }
  }

  private int show(RuntimeChoice choice, List<Task> tasks) throws InterruptedException {
    try (RuntimeConnection connection = RuntimeConnection.open(choice);
        SandboxPool pool = connection.newPool()) {
      for (SandboxShape shape : shapes(connection, tasks)) {
        pool.expect(shape);
      }
      AtomicReference<PoolState> seen = new AtomicReference<>(pool.state());
      Poll.until(
          () -> {
            seen.set(pool.state());
            return seen.get().settled();
          },
          FILL);
      PoolState state = seen.get();
      PoolReport.of(state, connection.host().network()).print(System.out, json);
      return state.full() ? ExitCode.OK : ExitCode.NOT_ACCEPTED;
    }
  }

  /* All of them before the first sandbox: one that cannot be had is refused before anything runs. */
  private List<SandboxShape> shapes(RuntimeConnection connection, List<Task> tasks)
      throws InterruptedException {
    List<SandboxShape> shapes = new ArrayList<>();
    for (Task task : tasks) {
      PlanRequest request =
          new PlanRequest(task, Submission.empty(), Optional.ofNullable(handler), trust.level());
      shapes.add(connection.plan(request).shape());
    }
    return shapes;
  }

  private List<Task> tasks() {
    try {
      return Stream.<ImageSource>concat(
              environments.stream().map(ImageSource.Environment::new),
              images.stream().map(ImageSource.Image::new))
          .map(PoolCommand::task)
          .toList();
    } catch (IllegalArgumentException e) {
      throw node.badUsage(String.valueOf(e.getMessage()));
    }
  }

  /* Its sandbox is what counts; what runs there does not. */
  private static Task task(ImageSource image) {
    Step step =
        new Step(
            "none",
            List.of("true"),
            Map.of(),
            Bytes.EMPTY,
            Optional.empty(),
            Limits.DEFAULTS,
            0,
            FailureMeaning.OWN_VERDICT);
    return new Task(
        "pool",
        Optional.empty(),
        image,
        Optional.empty(),
        Limits.DEFAULTS,
        List.of(),
        List.of(step),
        List.of());
  }
}
