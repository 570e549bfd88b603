package io.kriterion.it.grading;

import static io.kriterion.it.grading.InteractiveTask.script;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.kriterion.grader.error.FailureClass;
import io.kriterion.grader.error.GraderException;
import io.kriterion.grader.pipeline.Grading;
import io.kriterion.grader.pipeline.Plan;
import io.kriterion.grader.pipeline.Submission;
import io.kriterion.grader.sandbox.Sandbox;
import io.kriterion.grader.sandbox.SandboxSource;
import io.kriterion.grader.task.Event;
import io.kriterion.grader.task.Result;
import io.kriterion.grader.task.Verdict;
import io.kriterion.it.host.CleanHost;
import io.kriterion.it.node.ClassNode;
import io.kriterion.it.node.Graded;
import io.kriterion.it.node.Handlers;
import io.kriterion.it.node.OnEveryHandler;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Programs that talk to interactors in sandboxes of their own, and every way in which that ends.
 */
@Tag("integration")
@ExtendWith(CleanHost.class)
final class InteractiveTest {

  private static final String HALVES =
      """
      read hello; low=1; high=1000
      while :; do
        middle=$(((low + high) / 2)); echo $middle; read answer || exit 9
        [ $answer = found ] && exit ${END:-0}
        [ $answer = higher ] && low=$((middle + 1)) || high=$((middle - 1))
      done
      """;

  @TempDir private static @Nullable Path directory;
  @RegisterExtension private static final ClassNode NODE = ClassNode.with("base");

  private static Plan plan(String handler, InteractiveTask task)
      throws IOException, InterruptedException {
    if (directory == null) {
      throw new AssertionError("no directory");
    }
    return NODE.get()
        .connection()
        .plan(task.in(directory), Submission.empty(), Optional.of(handler));
  }

  static Stream<Arguments> drivers() {
    return Handlers.conforming()
        .flatMap(handler -> Stream.of(true, false).map(attach -> Arguments.of(handler, attach)));
  }

  private static Graded grade(Plan plan) throws InterruptedException {
    return grade(plan, SandboxSource.cold(NODE.get().connection().host()), event -> {});
  }

  private static Graded grade(Plan plan, SandboxSource sandboxes, Consumer<Event> listener)
      throws InterruptedException {
    List<Event> events = new ArrayList<>();
    Result result = new Grading(sandboxes, listener.andThen(events::add)).grade(plan);
    return new Graded(result, events);
  }

  @ParameterizedTest(name = "{0}, attached: {1}")
  @MethodSource("drivers")
  void theInteractorJudgesWhatTheProgramSays(String handler, boolean attach)
      throws IOException, InterruptedException {
    Plan any =
        plan(
            handler,
            new InteractiveTask()
                .guess("right", HALVES)
                .guess("wrong", "read hello; while echo 500 && read answer; do :; done")
                .guess("silent", "read hello")
                .guess("right but fails", "END=3; " + HALVES)
                .add(
                    "closes",
                    "exec >&-; read answer; [ \"$answer\" = end ]",
                    script("cat >/dev/null; echo end; cat; exit 42"))
                .add(
                    "echo",
                    "cat",
                    script(
                        """
                        seq 1 60000 &
                        exec >&-
                        cat >got; [ "$(seq 1 60000 | cksum)" = "$(cksum <got)" ] && exit 42
                        """)));

    Graded graded = grade(any.withSettings(any.settings().withAttach(attach)));

    assertThat(graded.verdict("right")).as(graded::report).isEqualTo(Verdict.ACCEPTED);
    assertThat(graded.step("right").points()).isEqualTo(1);
    assertThat(graded.stdout("right")).startsWith("500\n750\n").endsWith("700\n");
    assertThat(graded.verdict("wrong")).as(graded::report).isEqualTo(Verdict.WRONG_ANSWER);
    assertThat(graded.step("wrong").detail()).isEqualTo("ten guesses were not enough");
    assertThat(graded.verdict("silent")).as(graded::report).isEqualTo(Verdict.WRONG_ANSWER);
    assertThat(graded.step("silent").detail()).isEqualTo("no guess came");
    assertThat(graded.step("right but fails").detail()).as(graded::report).isEqualTo("exit code 3");
    assertThat(graded.verdict("closes")).as(graded::report).isEqualTo(Verdict.ACCEPTED);
    assertThat(graded.verdict("echo")).as(graded::report).isEqualTo(Verdict.ACCEPTED);
    assertThat(graded.stderr("wrong")).as("the interactor's own output is not told").isEmpty();
  }

  @OnEveryHandler
  void theProgramsOwnEndGoesBeforeWhatTheInteractorSaysOfIt(String handler)
      throws IOException, InterruptedException {
    // the program's end comes first, whatever holds the node up: it is what ends the reading
    String late = script("sleep 3; cat >/dev/null; exit 43");
    Graded graded =
        grade(
            plan(
                handler,
                new InteractiveTask()
                    .guess("crash", "read hello; echo 500; kill -SEGV $$")
                    .guess("spin", "while :; do :; done", "limits: { cpu-time: 500ms }")
                    .guess("deadlock", "read hello; read never", "limits: { wall-time: 1s }")
                    .guess("memory", "tail /dev/zero", "limits: { memory: 24MiB }")
                    .add("unread", "yes", late, "limits: { wall-time: 1s }")
                    .add("flood", "yes", late, "limits: { output: 4KiB }")
                    .guess("missing", "exec /no/such/program")));

    assertThat(graded.step("crash").detail()).as(graded::report).contains("SIGSEGV");
    assertThat(graded.verdict("spin")).as(graded::report).isEqualTo(Verdict.TIME_LIMIT);
    assertThat(graded.verdict("deadlock")).as(graded::report).isEqualTo(Verdict.WALL_TIME_LIMIT);
    assertThat(graded.verdict("memory")).as(graded::report).isEqualTo(Verdict.MEMORY_LIMIT);
    assertThat(graded.verdict("unread")).as(graded::report).isEqualTo(Verdict.WALL_TIME_LIMIT);
    assertThat(graded.verdict("flood")).as(graded::report).isEqualTo(Verdict.OUTPUT_LIMIT);
    assertThat(graded.stdout("flood")).hasSize(4096);
    assertThat(graded.verdict("missing")).as(graded::report).isEqualTo(Verdict.WRONG_ANSWER);
  }

  @OnEveryHandler
  void whatAProgramDoesWithNobodyLeftDoesNotChangeThatItIsWrong(String handler)
      throws IOException, InterruptedException {
    String no = script("read first; echo no >&2; exit 43");
    String yes = script("read first; exit 42");
    Graded graded =
        grade(
            plan(
                handler,
                new InteractiveTask()
                    .add("prints on", "yes", no)
                    .add("spins on", "echo 1; while :; do read answer; done", no)
                    .add("crashes", "echo 1; read answer || kill -SEGV $$", no)
                    .add("sleeps on", "echo 1; sleep 1000", no)
                    .add("right, sleeps on", "echo 1; sleep 1000", yes)
                    .add("right, says more", "echo 1; read answer; echo more", yes)));

    for (String step : List.of("prints on", "spins on", "crashes", "sleeps on")) {
      assertThat(graded.verdict(step)).as(graded::report).isEqualTo(Verdict.WRONG_ANSWER);
      assertThat(graded.step(step).detail()).isEqualTo("no");
    }
    assertThat(graded.verdict("right, sleeps on"))
        .as(graded::report)
        .isEqualTo(Verdict.WALL_TIME_LIMIT);
    assertThat(graded.step("right, sleeps on").detail())
        .isEqualTo("still running 1s after the interactor had ended");
    assertThat(graded.verdict("right, says more")).as(graded::report).isEqualTo(Verdict.ACCEPTED);
  }

  @OnEveryHandler
  void anInteractorThatFailsIsNeverTheStudentsFault(String handler)
      throws IOException, InterruptedException {
    String hangs = script("cat; sleep 1000") + "limits: { wall-time: 3s }\n";
    for (List<String> failing :
        List.of(
            List.of(
                script("echo why >&2; exit 2"),
                "the interactor failed: exit code 2 (expected: 42 for right, 43 for wrong): why"),
            List.of(script("true"), "the interactor failed: exit code 0 (expected: 42"),
            List.of(script("kill -SEGV $$"), "the interactor failed: signal 11 (SIGSEGV)"),
            List.of("run: [/no/such]\n", "the interactor failed: could not start: no such file"),
            List.of(
                script("while :; do :; done") + "limits: { cpu-time: 500ms }\n",
                "of CPU time (limit 0.5s)"),
            List.of(script("yes") + "limits: { output: 1KiB }\n", "too much output (limit 1KiB)"),
            List.of(hangs, "the interactor failed: still running after 3s"))) {
      Graded graded =
          grade(
              plan(
                  handler,
                  new InteractiveTask()
                      .add(
                          "step",
                          "kill -SEGV $$",
                          failing.getFirst(),
                          "limits: { wall-time: 2s }")));
      assertThat(graded.verdict("step")).as(graded::report).isEqualTo(Verdict.INTERNAL_ERROR);
      assertThat(graded.step("step").detail()).contains(failing.getLast());
    }
  }

  @OnEveryHandler
  void theTwoSandboxesShareNothingAndAreUsedOnce(String handler)
      throws IOException, InterruptedException {
    String alone =
        """
        run:
          - sh
          - -c
          - |
            [ "$(ls)" = judge.sh ] || { ls >&2; exit 43; }
            touch left
            read seen; [ "$seen" = mine ] || { echo "$seen" >&2; exit 43; }
            read user; [ "$user" != "$(id -u)" ] && exit 42
        files: [judge.sh]
        """;
    String looks = "touch mine; echo *; id -u; ls /proc/*/cwd/judge.sh 2>/dev/null; true";
    Graded graded =
        grade(
            plan(
                handler,
                new InteractiveTask().add("first", looks, alone).add("second", looks, alone)));

    assertThat(graded.verdict("first")).as(graded::report).isEqualTo(Verdict.ACCEPTED);
    assertThat(graded.verdict("second")).as(graded::report).isEqualTo(Verdict.ACCEPTED);
    assertThat(graded.stdout("second")).doesNotContain("judge");
  }

  @OnEveryHandler
  void withoutASandboxForTheInteractorTheProgramDoesNotRun(String handler)
      throws IOException, InterruptedException {
    AtomicInteger claims = new AtomicInteger();
    SandboxSource one =
        (shape, assignment) -> {
          if (claims.incrementAndGet() > 1) {
            throw new GraderException(FailureClass.NODE, "no room");
          }
          return Sandbox.create(NODE.get().connection().host(), shape, assignment);
        };

    Graded graded =
        grade(plan(handler, new InteractiveTask().guess("step", "echo printed")), one, event -> {});

    assertThat(graded.verdict("step")).as(graded::report).isEqualTo(Verdict.INTERNAL_ERROR);
    assertThat(graded.step("step").detail())
        .contains("the interactor failed: its sandbox could not be made: no room");
    assertThat(graded.stdout("step")).isEmpty();
  }

  @OnEveryHandler
  void anInterruptEndsBoth(String handler) throws IOException, InterruptedException {
    Plan plan =
        plan(
            handler,
            new InteractiveTask().add("step", "echo here; sleep 1000", script("cat; sleep 1000")));
    SandboxSource cold = SandboxSource.cold(NODE.get().connection().host());
    Thread self = Thread.currentThread();

    assertThatExceptionOfType(InterruptedException.class)
        .isThrownBy(() ->
            grade(
                plan,
                cold,
                event -> {
                  if (event instanceof Event.Output) {
                    self.interrupt();
                  }
                }));
  }
}
