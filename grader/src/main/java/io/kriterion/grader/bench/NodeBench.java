package io.kriterion.grader.bench;

import io.kriterion.client.Body;
import io.kriterion.client.ClientOptions;
import io.kriterion.client.Follow;
import io.kriterion.client.GraderClient;
import io.kriterion.client.NewTask;
import io.kriterion.client.TaskEvent;
import io.kriterion.grader.api.ApiParts;
import io.kriterion.grader.api.ApiServer;
import io.kriterion.grader.config.ApiSettings;
import io.kriterion.grader.config.NodeConfig;
import io.kriterion.grader.intake.Intake;
import io.kriterion.grader.node.GradingNode;
import io.kriterion.grader.node.NodeIdentity;
import io.kriterion.grader.node.RuntimeConnection;
import io.kriterion.grader.pipeline.Grading;
import io.kriterion.grader.pipeline.Plan;
import io.kriterion.grader.pipeline.Submission;
import io.kriterion.grader.pool.SandboxPool;
import io.kriterion.grader.process.Poll;
import io.kriterion.grader.queue.TaskQueue;
import io.kriterion.grader.queue.embedded.EmbeddedQueue;
import io.kriterion.grader.task.ByteSize;
import io.kriterion.grader.task.Task;
import io.kriterion.grader.task.TaskBundle;
import io.kriterion.grader.wire.EventCodec;
import io.kriterion.grader.wire.SubmittedTasks;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * A whole node in this process, with its queue on disk and its API on a socket, and a client of it:
 * what it costs beside its sandboxes, how soon output arrives, and whether anything grows while
 * many tasks go through.
 */
public final class NodeBench {

  private static final int WARM_UP = 20;

  /* Tasks that are refused: all that a node does but grading, until its code is compiled. */
  private static final int REFUSALS = 500;
  private static final int LINES = 100;
  private static final Duration PATIENCE = Duration.ofMinutes(2);
  private static final double MOST_OVERHEAD_MILLIS = 3;
  private static final double MOST_CPU_MILLIS = 15;
  private static final double MOST_DELAY_MILLIS = 50;

  private final RuntimeConnection connection;
  private final NodeConfig config;
  private final String handler;
  private final Path directory;
  private final int runs;
  private final int tasks;
  private final int slots = Runtime.getRuntime().availableProcessors();

  /**
   * A bench on a runtime.
   *
   * @param connection made for an owner of its own
   * @param directory an empty one, for the queue and the socket; what is left there is the caller's
   * @param runs how many tasks are measured one after the other
   * @param tasks how many go through as fast as they can; 0 leaves that out
   */
  public NodeBench(
      RuntimeConnection connection,
      NodeConfig config,
      String handler,
      Path directory,
      int runs,
      int tasks) {
    this.connection = connection;
    this.config = config;
    this.handler = handler;
    this.directory = directory;
    this.runs = runs;
    this.tasks = tasks;
  }

  /**
   * Measures; blocks for minutes.
   *
   * @param found told each figure as soon as it is there
   */
  public void measure(Consumer<Figure> found) throws InterruptedException {
    Growth.OfMachine before = Growth.OfMachine.now(connection.host());
    ApiSettings api =
        new ApiSettings(
            directory.resolve("node.sock"),
            Optional.empty(),
            Optional.empty(),
            List.of(),
            ByteSize.ofMebibytes(64));
    NodeIdentity identity =
        new NodeIdentity("bench", connection.host().node(), slots, ByteSize.ofGibibytes(4));
    try (TaskQueue queue = EmbeddedQueue.open(directory.resolve("queue"), config.queue());
        GradingNode node = GradingNode.start(identity, config, connection, queue, end -> {});
        ApiServer server =
            ApiServer.start(
                api, new ApiParts(queue, node, SubmittedTasks::accept, EventCodec::sent));
        GraderClient client = GraderClient.connect(ClientOptions.ofSocket(api.socket()))) {
      server.serving(true);
      node.resume();
      for (int i = 0; i < REFUSALS; i++) {
        NewTask refused = NewTask.builder(text("/bin/true")).runtime("none").build();
        client.await(client.submit(refused).task());
      }
      for (int i = 0; i < WARM_UP; i++) {
        GradedTask.by(client, trueTask());
      }
      overhead(client, node, found);
      found.accept(outputDelay(client));
      if (tasks > 0) {
        Growth.OfProcess start = Growth.OfProcess.now(node);
        found.accept(rate(client));
        start.figures(Growth.OfProcess.now(node), tasks).forEach(found);
      }
    }
    if (tasks > 0) {
      before.figures(Growth.OfMachine.now(connection.host()), tasks).forEach(found);
    }
  }

  /* One after the other, each in a sandbox that waits for it; each beside one without a node. */
  private void overhead(GraderClient client, GradingNode node, Consumer<Figure> found)
      throws InterruptedException {
    Plan plan = connection.plan(task(trueTask()), Submission.empty(), Optional.of(handler));
    List<GradedTask> graded = new ArrayList<>();
    double cpu = 0;
    double bareCpu = 0;
    try (SandboxPool pool = connection.newPool()) {
      Grading bare = new Grading(pool, event -> {});
      pool.expect(plan.shape());
      for (int i = 0; i < runs; i++) {
        Poll.until(() -> pool.state().settled() && node.pool().settled(), PATIENCE);
        double start = Growth.cpuMillis();
        bare.grade(plan);
        Poll.until(() -> pool.state().settled(), PATIENCE);
        double between = Growth.cpuMillis();
        double clientBefore = Growth.clientCpuMillis();
        graded.add(GradedTask.by(client, trueTask()));
        double ofClient = Growth.clientCpuMillis() - clientBefore;
        Poll.until(() -> node.pool().settled(), PATIENCE);
        cpu += Growth.cpuMillis() - between - ofClient;
        bareCpu += between - start;
      }
    }
    Samples whole = Samples.of(graded.stream().map(GradedTask::overhead).toList());
    Samples verdict = Samples.of(graded.stream().map(GradedTask::overheadToVerdict).toList());
    Samples submit = Samples.of(graded.stream().map(GradedTask::submit).toList());
    double stages = Samples.of(graded.stream().map(GradedTask::stages).toList()).atMost(50);
    double steps = Samples.of(graded.stream().map(GradedTask::stagesToVerdict).toList()).atMost(50);
    found.accept(
        overhead("node-overhead", whole, stages, "the sandbox's own stages", MOST_OVERHEAD_MILLIS));
    found.accept(
        overhead(
            "verdict-overhead",
            verdict,
            steps,
            "the sandbox's own stages up to the verdict",
            MOST_OVERHEAD_MILLIS));
    found.accept(
        overhead(
            "submit-call",
            submit,
            verdict.atMost(50),
            "all of the overhead up to the verdict",
            MOST_OVERHEAD_MILLIS));
    double bareEach = bareCpu / runs;
    double more = (cpu - bareCpu) / runs;
    found.accept(
        Figure.ofTimes(
            "node-cpu",
            handler,
            "ms",
            Samples.of(List.of(more)),
            bareEach,
            "the same without queue and API",
            more / bareEach,
            "mean <= 15 more than the baseline",
            more <= MOST_CPU_MILLIS));
  }

  private Figure overhead(
      String name, Samples samples, double baseline, String baselineName, double most) {
    return Figure.ofTimes(
        name,
        handler,
        "ms",
        samples,
        baseline,
        baselineName,
        samples.atMost(50) / baseline,
        "p50 <= %.0f".formatted(most),
        samples.atMost(50) <= most);
  }

  /* A program prints the time again and again; how old it is when it arrives at the client. */
  private Figure outputDelay(GraderClient client) {
    NewTask clock =
        NewTask.builder(
                text(
                    "sh, -c, 'i=0; while [ $i -lt %d ]; do date +%%s%%N; sleep 0.06; i=$((i+1)); done'"
                        .formatted(LINES)))
            .runtime(handler)
            .build();
    List<Double> delays = new ArrayList<>();
    String task = client.submit(clock).task();
    try (Follow events = client.follow(task)) {
      while (events.hasNext()) {
        TaskEvent event = events.next();
        if (event.body() instanceof Body.Output output) {
          double now = System.currentTimeMillis();
          String printed = new String(output.data().toArray(), StandardCharsets.US_ASCII);
          printed
              .lines()
              .filter(line -> line.length() == 19)
              .forEach(line -> delays.add(now - Long.parseLong(line) / 1e6));
        }
      }
    }
    Samples samples = Samples.of(delays);
    double kept = Bench.millis(Intake.OUTPUT_PATIENCE.toNanos());
    return Figure.ofTimes(
        "output-delay",
        handler,
        "ms",
        samples,
        kept,
        "how long the node keeps output at most",
        samples.atMost(50) / kept,
        "p95 <= 50",
        samples.atMost(95) <= MOST_DELAY_MILLIS);
  }

  /* As fast as they can; beside sandboxes alone, as many at a time. */
  private Figure rate(GraderClient client) throws InterruptedException {
    Plan plan = connection.plan(task(trueTask()), Submission.empty(), Optional.of(handler));
    int few = Math.min(tasks, 40);
    double bare;
    try (SandboxPool pool = connection.newPool()) {
      bare = Throughput.perSecond(few, slots, () -> new Grading(pool, event -> {}).grade(plan));
    }
    double ours = Throughput.perSecond(tasks, 4 * slots, () -> GradedTask.by(client, trueTask()));
    return Figure.ofRates(
        "node-tasks",
        handler,
        "1/s",
        Samples.of(List.of(ours)),
        bare,
        "pooled sandboxes alone, as many at a time",
        "ratio >= 0.9",
        ours >= 0.9 * bare);
  }

  private NewTask trueTask() {
    return NewTask.builder(text("/bin/true")).runtime(handler).build();
  }

  private static byte[] text(String run) {
    return """
    name: bench
    environment: base
    limits: { memory: 64MiB, wall-time: 1m }
    steps: [ { name: only, run: [ %s ] } ]
    """
        .formatted(run)
        .getBytes(StandardCharsets.UTF_8);
  }

  private static Task task(NewTask submitted) {
    return new TaskBundle().read(submitted.task().toArray());
  }
}
