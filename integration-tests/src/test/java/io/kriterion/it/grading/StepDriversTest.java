package io.kriterion.it.grading;

import static org.assertj.core.api.Assertions.assertThat;

import io.kriterion.grader.pipeline.Grading;
import io.kriterion.grader.pipeline.Plan;
import io.kriterion.grader.pipeline.Submission;
import io.kriterion.grader.sandbox.MainProcess;
import io.kriterion.grader.sandbox.SandboxSource;
import io.kriterion.grader.task.ByteSize;
import io.kriterion.grader.task.Event;
import io.kriterion.grader.task.Result;
import io.kriterion.grader.task.Verdict;
import io.kriterion.it.host.CleanHost;
import io.kriterion.it.node.ClassNode;
import io.kriterion.it.node.Graded;
import io.kriterion.it.node.Handlers;
import io.kriterion.it.node.OnEveryHandler;
import io.kriterion.it.node.TestTask;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The two ways to run steps, attached to the main process and by Exec beside it, do the same: every
 * verdict, byte and limit, on every handler.
 */
@Tag("integration")
@ExtendWith(CleanHost.class)
final class StepDriversTest {

  private static final String NUMBERS =
      IntStream.rangeClosed(1, 20_000).mapToObj(i -> i + "\n").collect(Collectors.joining());

  @RegisterExtension private static final ClassNode NODE = ClassNode.with("base");

  static Stream<Arguments> drivers() {
    return Handlers.conforming()
        .flatMap(handler -> Stream.of(true, false).map(attach -> Arguments.of(handler, attach)));
  }

  private static Graded grade(String handler, boolean attach, TestTask task)
      throws InterruptedException {
    Plan any = NODE.get().connection().plan(task.build(), Submission.empty(), Optional.of(handler));
    Plan plan = any.withSettings(any.settings().withAttach(attach));
    assertThat(plan.shape().main()).isEqualTo(attach ? MainProcess.INIT : MainProcess.PARK);
    List<Event> events = new ArrayList<>();
    Result result =
        new Grading(SandboxSource.cold(NODE.get().connection().host()), events::add).grade(plan);
    return new Graded(result, events);
  }

  @ParameterizedTest(name = "{0}, attached: {1}")
  @MethodSource("drivers")
  void everyVerdictIsTheSame(String handler, boolean attach) throws InterruptedException {
    Graded graded =
        grade(
            handler,
            attach,
            TestTask.in("base")
                .shell("right", "read a b; echo $((a + b)); echo note >&2")
                .stdin("20 22\n")
                .expect("42\n")
                .shell("wrong", "echo 41")
                .expect("42\n")
                .shell("code", "exit 3")
                .shell("signal", "kill -SEGV $$")
                .shell("spin", "while :; do :; done")
                .cpu(Duration.ofSeconds(1))
                .shell("sleep", "sleep 1000")
                .wall(Duration.ofSeconds(1))
                .shell("flood", "yes")
                .output(ByteSize.ofKibibytes(4))
                .shell("memory", "tail /dev/zero")
                .memory(ByteSize.ofMebibytes(24))
                .run("missing", "/no/such/program")
                .shell("daemon", "sleep 1000 & echo left")
                .shell("alone", "ls -d /proc/[0-9]* | wc -l")
                .shell("all", "seq 1 20000")
                .expect(NUMBERS)
                .shell("last", "read line; echo $line")
                .stdin("still here\n")
                .expect("still here\n"));

    assertThat(graded.verdict("right")).as(graded::report).isEqualTo(Verdict.ACCEPTED);
    assertThat(graded.stderr("right")).isEqualTo("note\n");
    assertThat(graded.verdict("wrong")).as(graded::report).isEqualTo(Verdict.WRONG_ANSWER);
    assertThat(graded.step("code").detail()).contains("exit code 3");
    assertThat(graded.step("signal").detail()).contains("SIGSEGV");
    assertThat(graded.verdict("spin")).as(graded::report).isEqualTo(Verdict.TIME_LIMIT);
    assertThat(graded.verdict("sleep")).as(graded::report).isEqualTo(Verdict.WALL_TIME_LIMIT);
    assertThat(graded.verdict("flood")).as(graded::report).isEqualTo(Verdict.OUTPUT_LIMIT);
    assertThat(graded.verdict("memory")).as(graded::report).isEqualTo(Verdict.MEMORY_LIMIT);
    assertThat(graded.verdict("missing")).as(graded::report).isEqualTo(Verdict.RUNTIME_ERROR);
    assertThat(graded.stdout("daemon")).isEqualTo("left\n");
    // those of kriterion-init, and the shell with its two programs: no daemon
    assertThat(graded.stdout("alone").strip()).isIn("3", "4", "5");
    assertThat(graded.verdict("all")).as(graded::report).isEqualTo(Verdict.ACCEPTED);
    assertThat(graded.verdict("last")).as(graded::report).isEqualTo(Verdict.ACCEPTED);
  }

  @OnEveryHandler
  void imagesOwnMainProcessStaysWhereItIsWanted(String handler) throws InterruptedException {
    // an image with one program, which waits when it is the main process and else says how it is
    // called
    TestTask task =
        TestTask.image("kriterion.local/pause:latest")
            .withoutInit()
            .run("one", "/pause", "what")
            .run("two", "/pause", "else");
    Plan plan =
        NODE.get().connection().plan(task.build(), Submission.empty(), Optional.of(handler));
    assertThat(plan.shape().main()).isEqualTo(MainProcess.IMAGE);
    Graded graded = NODE.get().grade(handler, task);
    assertThat(graded.step("one").detail()).as(graded::report).contains("exit code 64");
    assertThat(graded.stderr("two")).contains("usage: kriterion-init");
  }
}
