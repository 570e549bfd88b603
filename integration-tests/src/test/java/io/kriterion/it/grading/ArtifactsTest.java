package io.kriterion.it.grading;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.kriterion.grader.pipeline.Grading;
import io.kriterion.grader.pipeline.Plan;
import io.kriterion.grader.pipeline.Submission;
import io.kriterion.grader.sandbox.MainProcess;
import io.kriterion.grader.sandbox.SandboxSource;
import io.kriterion.grader.task.ByteSize;
import io.kriterion.grader.task.Event;
import io.kriterion.grader.task.Event.Missing;
import io.kriterion.grader.task.Result;
import io.kriterion.grader.task.Verdict;
import io.kriterion.it.host.CleanHost;
import io.kriterion.it.node.ClassNode;
import io.kriterion.it.node.Graded;
import io.kriterion.it.node.Handlers;
import io.kriterion.it.node.OnEveryHandler;
import io.kriterion.it.node.TestTask;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Files come out of real sandboxes byte for byte, whatever became of the step. */
@Tag("integration")
@ExtendWith(CleanHost.class)
final class ArtifactsTest {

  private static final int MIB = 1 << 20;

  @RegisterExtension private static final ClassNode NODE = ClassNode.with("base");

  @TempDir private Path directory = Path.of("");

  private static String sha256(byte[] bytes) {
    try {
      return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
    } catch (java.security.NoSuchAlgorithmException e) {
      throw new AssertionError(e);
    }
  }

  static Stream<Arguments> drivers() {
    return Handlers.conforming()
        .flatMap(handler -> Stream.of(true, false).map(attach -> Arguments.of(handler, attach)));
  }

  @ParameterizedTest(name = "{0}, attached: {1}")
  @MethodSource("drivers")
  void regularFilesArriveByteForByte(String handler, boolean attach) throws InterruptedException {
    TestTask task =
        TestTask.in("base")
            .memory(ByteSize.ofMebibytes(64))
            .disk(ByteSize.ofMebibytes(32))
            .shell(
                "make",
                "mkdir -p out/deep; head -c 5000000 /dev/urandom >out/deep/random; : >empty;"
                    + " printf 'a\\000\\377\\r\\n' >-rf; sha256sum out/deep/random")
            .artifacts("out/deep/random", "empty", "-rf")
            .shell("change", "echo changed >empty; truncate -s 16M most; truncate -s 16777217 more")
            .artifacts("empty", "most", "more");
    Plan any = NODE.get().connection().plan(task.build(), Submission.empty(), Optional.of(handler));
    Plan plan = any.withSettings(any.settings().withAttach(attach));
    assertThat(plan.shape().main()).isEqualTo(attach ? MainProcess.INIT : MainProcess.PARK);
    List<Event> events = new ArrayList<>();
    Result result =
        new Grading(SandboxSource.cold(NODE.get().connection().host()), events::add).grade(plan);
    Graded graded = new Graded(result, events);

    assertThat(graded.verdict()).as(graded::report).isEqualTo(Verdict.ACCEPTED);
    byte[] random = graded.artifact("make", "out/deep/random");
    assertThat(random).hasSize(5_000_000);
    assertThat(graded.stdout("make")).startsWith(sha256(random));
    assertThat(graded.artifact("make", "empty")).isEmpty();
    assertThat(graded.artifact("make", "-rf")).containsExactly('a', 0, 0xff, '\r', '\n');
    assertThat(graded.artifact("change", "empty")).isEqualTo("changed\n".getBytes(UTF_8));
    assertThat(graded.artifact("change", "most")).isEqualTo(new byte[16 * MIB]);
    assertThat(graded.missing("change", "more")).contains(Missing.TOO_LARGE);
  }

  @OnEveryHandler
  void theyComeWhateverTheVerdictIs(String handler) throws InterruptedException {
    Graded graded =
        NODE.get()
            .grade(
                handler,
                TestTask.in("base")
                    .shell("right", "echo 1 >f; echo 1")
                    .expect("1\n")
                    .artifacts("f")
                    .shell("wrong", "echo 2 >f; echo 1")
                    .expect("2\n")
                    .artifacts("f")
                    .shell("code", "echo 3 >f; exit 3")
                    .artifacts("f")
                    .shell("spin", "echo 4 >f; while :; do :; done")
                    .cpu(Duration.ofSeconds(1))
                    .artifacts("f")
                    .shell("sleep", "echo 5 >f; sleep 1000")
                    .wall(Duration.ofSeconds(2))
                    .artifacts("f")
                    .shell("flood", "echo 6 >f; yes")
                    .output(ByteSize.ofKibibytes(4))
                    .artifacts("f")
                    .shell("memory", "echo 7 >f; tail /dev/zero")
                    .memory(ByteSize.ofMebibytes(24))
                    .artifacts("f")
                    .shell("full", "echo 8 >f; head -c 1G /dev/zero >rest; :")
                    .artifacts("f")
                    .shell("build", "echo 9 >f; exit 1")
                    .compile()
                    .artifacts("f")
                    .shell("never", "echo 10 >f")
                    .artifacts("f"));

    List<String> steps =
        List.of("right", "wrong", "code", "spin", "sleep", "flood", "memory", "full", "build");
    for (int i = 0; i < steps.size(); i++) {
      assertThat(graded.artifact(steps.get(i), "f"))
          .as(steps.get(i))
          .isEqualTo("%d\n".formatted(i + 1).getBytes(UTF_8));
    }
    assertThat(graded.verdict("memory")).as(graded::report).isEqualTo(Verdict.MEMORY_LIMIT);
    assertThat(graded.verdict("build")).as(graded::report).isEqualTo(Verdict.COMPILE_ERROR);
    assertThat(graded.missing("never", "f")).isEmpty();
  }

  @OnEveryHandler
  void besideAnImagesOwnMainProcessTheyComeToo(String handler)
      throws IOException, InterruptedException {
    Path submitted = Files.createDirectory(directory.resolve("submitted"));
    Files.writeString(submitted.resolve("report.txt"), "handed in");
    TestTask task =
        TestTask.image("kriterion.local/pause:latest")
            .withoutInit()
            .run("one", "/pause", "what")
            .artifacts("report.txt", "none");
    Graded graded = NODE.get().grade(handler, task, Submission.read(submitted));
    assertThat(graded.artifact("one", "report.txt")).isEqualTo("handed in".getBytes(UTF_8));
    assertThat(graded.missing("one", "none")).contains(Missing.NOT_FOUND);
  }

  /** Two at once, with the same paths, on one node: each gets its own. */
  @OnEveryHandler
  void aNeighboursFilesStayTheNeighbours(String handler)
      throws InterruptedException, ExecutionException {
    try (ExecutorService two = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Future<Graded>> both = new ArrayList<>();
      for (String name : List.of("mine", "yours")) {
        TestTask task = TestTask.in("base");
        for (int run = 0; run < 10; run++) {
          task.shell("run " + run, "seq -f '%s %d %%g' 1 20000 >f".formatted(name, run))
              .artifacts("f");
        }
        both.add(two.submit(() -> NODE.get().grade(handler, task)));
      }
      for (int i = 0; i < 2; i++) {
        Graded graded = both.get(i).get();
        assertThat(graded.verdict()).as(graded::report).isEqualTo(Verdict.ACCEPTED);
        for (int run = 0; run < 10; run++) {
          String own = (i == 0 ? "mine " : "yours ") + run + " ";
          assertThat(new String(graded.artifact("run " + run, "f"), UTF_8).lines())
              .hasSize(20_000)
              .allMatch(line -> line.startsWith(own));
        }
      }
    }
  }

  @Test
  void ofGvisorTheyComeToo() throws InterruptedException {
    assumeTrue(
        NODE.get().containerd().handlers().contains("runsc"), "skipped: runsc is not installed");
    Graded graded =
        NODE.get()
            .grade(
                "runsc",
                TestTask.in("base")
                    .shell(
                        "make",
                        "head -c 1000000 /dev/urandom >random; ln -s /etc/passwd link; mkfifo pipe;"
                            + " ln -s /etc etc; sha256sum random")
                    .artifacts("random", "link", "etc/passwd", "pipe", "none"));
    assertThat(graded.verdict()).as(graded::report).isEqualTo(Verdict.ACCEPTED);
    assertThat(graded.stdout("make")).startsWith(sha256(graded.artifact("make", "random")));
    assertThat(graded.missing("make", "link")).contains(Missing.LINK);
    assertThat(graded.missing("make", "etc/passwd")).contains(Missing.NOT_FOUND);
    assertThat(graded.missing("make", "pipe")).contains(Missing.NOT_REGULAR);
    assertThat(graded.missing("make", "none")).contains(Missing.NOT_FOUND);
  }
}
