package io.kriterion.it.grading;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.kriterion.grader.task.ByteSize;
import io.kriterion.grader.task.Bytes;
import io.kriterion.grader.task.Cpus;
import io.kriterion.grader.task.Event;
import io.kriterion.grader.task.Verdict;
import io.kriterion.it.host.CleanHost;
import io.kriterion.it.node.ClassNode;
import io.kriterion.it.node.Graded;
import io.kriterion.it.node.OnEveryHandler;
import io.kriterion.it.node.TestTask;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Input and output byte for byte, limits from step to step, and many submissions at once. */
@Tag("integration")
@ExtendWith(CleanHost.class)
final class StreamsAndLimitsTest {

  private static final int MIB = 1 << 20;
  private static final String NUMBERS =
      IntStream.rangeClosed(1, 20_000).mapToObj(i -> i + "\n").collect(Collectors.joining());

  @RegisterExtension private static final ClassNode NODE = ClassNode.with("base");

  private static Graded grade(String handler, TestTask task) throws InterruptedException {
    return NODE.get().grade(handler, task);
  }

  private static byte[] randomBytes(int length, long seed) {
    byte[] bytes = new byte[length];
    new Random(seed).nextBytes(bytes);
    return bytes;
  }

  @OnEveryHandler
  void mebibyteOfInputComesBackByteForByte(String handler) throws InterruptedException {
    byte[] bytes = randomBytes(MIB, 1);
    Graded graded =
        grade(
            handler,
            TestTask.in("base")
                .run("run", "cat")
                .stdin(Bytes.of(bytes))
                .output(ByteSize.ofMebibytes(1))
                .expect(Bytes.of(bytes)));
    assertThat(graded.verdict()).as(graded::report).isEqualTo(Verdict.ACCEPTED);
    assertThat(graded.bytes("run", Event.Stream.STDOUT)).isEqualTo(bytes);
  }

  @OnEveryHandler
  void environmentIsTheImagesWithHomeInTheWorkspace(String handler) throws InterruptedException {
    Graded graded = grade(handler, TestTask.script("echo $PATH; echo $HOME; echo $LANG; pwd"));
    assertThat(graded.stdout("run"))
        .as(graded::report)
        .isEqualTo("/usr/local/bin:/usr/bin:/bin\n/work\nC.UTF-8\n/work\n");
  }

  @OnEveryHandler
  void inputThatNobodyReadsDoesNotHinder(String handler) throws InterruptedException {
    Graded graded =
        grade(
            handler,
            TestTask.in("base")
                .run("run", "echo", "done")
                .stdin(Bytes.of(randomBytes(MIB, 2)))
                .expect("done\n")
                .run("next", "cat")
                .stdin("own")
                .expect("own"));
    assertThat(graded.verdict()).as(graded::report).isEqualTo(Verdict.ACCEPTED);
  }

  @OnEveryHandler
  void bothStreamsAreKeptApartAndComplete(String handler) throws InterruptedException {
    Graded graded =
        grade(
            handler,
            TestTask.script("seq 1 20000 & seq 1 20000 >&2; wait").output(ByteSize.ofMebibytes(1)));
    assertThat(graded.stdout("run")).isEqualTo(NUMBERS);
    assertThat(graded.stderr("run")).isEqualTo(NUMBERS);
  }

  @OnEveryHandler
  void tailOfTheOutputIsNeverLost(String handler) throws InterruptedException {
    TestTask task = TestTask.in("base");
    for (int run = 1; run <= 30; run++) {
      task.run("seq " + run, "seq", "1", "20000").expect(NUMBERS);
    }
    Graded graded = grade(handler, task);
    assertThat(graded.result().points()).as(graded::report).isEqualTo(30);
    assertThat(graded.verdict()).isEqualTo(Verdict.ACCEPTED);
  }

  @OnEveryHandler
  void memoryLimitChangesFromStepToStep(String handler) throws InterruptedException {
    String fortyMebibytes = "dd if=/dev/zero of=/dev/null bs=40M count=1 2>/dev/null && echo fits";
    Graded graded =
        grade(
            handler,
            TestTask.in("base")
                .shell("little", fortyMebibytes)
                .memory(ByteSize.ofMebibytes(16))
                .shell("much", fortyMebibytes)
                .memory(ByteSize.ofMebibytes(64))
                .shell("little again", fortyMebibytes)
                .memory(ByteSize.ofMebibytes(16)));
    assertThat(graded.verdict("little")).as(graded::report).isEqualTo(Verdict.MEMORY_LIMIT);
    assertThat(graded.verdict("much")).as(graded::report).isEqualTo(Verdict.ACCEPTED);
    assertThat(graded.verdict("little again")).as(graded::report).isEqualTo(Verdict.MEMORY_LIMIT);
  }

  @OnEveryHandler
  void shareOfTheProcessorsIsTheWholeSandboxes(String handler) throws InterruptedException {
    // two loops at once, together half a processor: a second of their time takes two of anybody's
    TestTask task =
        TestTask.in("base")
            .cpus(new Cpus(500))
            .shell("spin", "while :; do :; done & while :; do :; done")
            .cpu(Duration.ofSeconds(1));
    Graded graded = NODE.get().grade(handler, task);
    assertThat(graded.verdict()).as(graded::report).isEqualTo(Verdict.TIME_LIMIT);
    assertThat(graded.step("spin").wallTime())
        .as(graded::report)
        .isGreaterThan(Duration.ofMillis(1600));
  }

  @OnEveryHandler
  void processLimitChangesFromStepToStep(String handler) throws InterruptedException {
    String ten = "for i in 1 2 3 4 5 6 7 8 9 10; do sleep 1000 & done; echo all";
    Graded graded =
        grade(
            handler,
            TestTask.in("base")
                .shell("few", ten)
                .processes(5)
                .shell("many", ten)
                .processes(11)
                .shell("few again", ten)
                .processes(10));
    assertThat(graded.stderr("few")).as(graded::report).contains("Cannot fork");
    assertThat(graded.stdout("many")).as(graded::report).isEqualTo("all\n");
    assertThat(graded.stderr("few again")).as(graded::report).contains("Cannot fork");
  }

  private record Case(TestTask task, Verdict expected) {}

  @OnEveryHandler
  void twentySubmissionsAtOnceGetTheirOwnVerdicts(String handler)
      throws InterruptedException, ExecutionException {
    List<Case> cases = new ArrayList<>();
    for (int i = 0; i < 20; i++) {
      cases.add(caseNumber(i));
    }
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Future<Graded>> all = new ArrayList<>();
      for (Case each : cases) {
        all.add(threads.submit(() -> grade(handler, each.task())));
      }
      for (int i = 0; i < cases.size(); i++) {
        Graded graded = all.get(i).get();
        assertThat(graded.verdict()).as(graded::report).isEqualTo(cases.get(i).expected());
        assertThat(graded.stdout("run")).startsWith(i + "\n");
      }
    }
  }

  private static Case caseNumber(int i) {
    String number = "echo " + i + "; ";
    return switch (i % 5) {
      case 0 ->
          new Case(TestTask.script(number + "cat").stdin("x").expect(i + "\nx"), Verdict.ACCEPTED);
      case 1 -> new Case(TestTask.script(number).expect("no"), Verdict.WRONG_ANSWER);
      case 2 -> new Case(TestTask.script(number + "exit " + i), Verdict.RUNTIME_ERROR);
      case 3 ->
          new Case(
              TestTask.script(number + "tail /dev/zero").memory(ByteSize.ofMebibytes(24)),
              Verdict.MEMORY_LIMIT);
      default ->
          new Case(
              TestTask.script(number + "yes").output(ByteSize.ofKibibytes(4)),
              Verdict.OUTPUT_LIMIT);
    };
  }

  @OnEveryHandler
  void theSandboxesPeakOfMemoryIsTold(String handler) throws InterruptedException {
    Graded graded =
        NODE.get()
            .grade(
                handler,
                TestTask.in("base")
                    .shell("file", "head -c 6M /dev/zero >kept")
                    .shell("much", "head -c 20M /dev/zero | tail -c 20M >/dev/null"));
    assertThat(graded.verdict()).as(graded::report).isEqualTo(Verdict.ACCEPTED);
    Optional<ByteSize> peak = graded.result().sandboxPeakMemory();
    boolean version1 = !Files.exists(Path.of("/sys/fs/cgroup/cgroup.controllers"));
    assumeTrue(version1 || peak.isPresent(), "skipped: this kernel does not tell a cgroup's peak");
    // the program's memory and the file's; which the step's own figure, of its processes, has not
    assertThat(graded.step("much").peakMemory()).isLessThan(ByteSize.ofMebibytes(25));
    assertThat(peak.orElseThrow())
        .isGreaterThan(ByteSize.ofMebibytes(26))
        .isLessThan(ByteSize.ofMebibytes(80));
  }
}
