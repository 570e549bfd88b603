package io.kriterion.it.grading;

import static org.assertj.core.api.Assertions.assertThat;

import io.kriterion.grader.task.ByteSize;
import io.kriterion.grader.task.Event;
import io.kriterion.grader.task.Verdict;
import io.kriterion.it.host.CleanHost;
import io.kriterion.it.node.ClassNode;
import io.kriterion.it.node.Graded;
import io.kriterion.it.node.OnEveryHandler;
import io.kriterion.it.node.TestTask;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.extension.RegisterExtension;

/**
 * Verdicts of honest programs, earned in real sandboxes. Those of programs that break a limit or
 * themselves are in the corpus of attacks.
 */
@Tag("integration")
@ExtendWith(CleanHost.class)
final class VerdictsTest {

  @RegisterExtension private static final ClassNode NODE = ClassNode.with("base", "gcc");

  private static Graded grade(String handler, TestTask task) throws InterruptedException {
    return NODE.get().grade(handler, task);
  }

  private static void assertVerdict(Graded graded, Verdict verdict, String detail) {
    assertThat(graded.verdict()).as(graded::report).isEqualTo(verdict);
    assertThat(graded.step("run").detail()).containsIgnoringCase(detail);
  }

  @OnEveryHandler
  void rightAnswerIsAccepted(String handler) throws InterruptedException {
    Graded graded =
        grade(
            handler, TestTask.script("read a b; echo $((a + b))").stdin("20 22\n").expect("42\n"));
    assertThat(graded.verdict()).as(graded::report).isEqualTo(Verdict.ACCEPTED);
    assertThat(graded.result().points()).isEqualTo(1);
    assertThat(graded.stdout("run")).isEqualTo("42\n");
    assertThat(graded.step("run").peakMemory().bytes()).isPositive();
    assertThat(graded.step("run").wallTime()).isPositive();
  }

  @OnEveryHandler
  void otherOutputIsWrongAnswerAndDoesNotTellTheRightOne(String handler)
      throws InterruptedException {
    Graded graded = grade(handler, TestTask.script("echo 41").expect("424242\n"));
    assertVerdict(graded, Verdict.WRONG_ANSWER, "");
    assertThat(graded.step("run").detail()).doesNotContain("424242");
    assertThat(graded.result().points()).isZero();
  }

  @OnEveryHandler
  void compilerFailureIsCompileErrorAndNothingRuns(String handler) throws InterruptedException {
    Graded graded = grade(handler, TestTask.program("int main(void) { return 0 }"));
    assertThat(graded.verdict()).as(graded::report).isEqualTo(Verdict.COMPILE_ERROR);
    assertThat(graded.stderr("compile")).contains("expected", ";");
    assertThat(graded.step("run").verdict()).isEmpty();
  }

  @OnEveryHandler
  void exitCodeIsRuntimeError(String handler) throws InterruptedException {
    assertVerdict(
        grade(handler, TestTask.script("exit 3").expect("")), Verdict.RUNTIME_ERROR, "exit code 3");
  }

  @OnEveryHandler
  void missingProgramIsRuntimeError(String handler) throws InterruptedException {
    assertVerdict(
        grade(handler, TestTask.in("base").run("run", "./not-there")), Verdict.RUNTIME_ERROR, "");
  }

  @OnEveryHandler
  void bothStreamsTogetherAreOutputLimit(String handler) throws InterruptedException {
    Graded graded =
        grade(
            handler,
            TestTask.script("head -c 40000 /dev/zero; head -c 40000 /dev/zero >&2")
                .output(new ByteSize(65_536)));
    assertVerdict(graded, Verdict.OUTPUT_LIMIT, "");
    int sent =
        graded.bytes("run", Event.Stream.STDOUT).length
            + graded.bytes("run", Event.Stream.STDERR).length;
    assertThat(sent).isEqualTo(65_536);
  }

  @OnEveryHandler
  void outputOfExactlyTheLimitIsWithinIt(String handler) throws InterruptedException {
    Graded graded =
        grade(
            handler,
            TestTask.in("base")
                .shell("run", "head -c 600 /dev/zero; head -c 400 /dev/zero >&2")
                .output(new ByteSize(1000))
                .shell("one more", "head -c 600 /dev/zero; head -c 401 /dev/zero >&2")
                .output(new ByteSize(1000)));
    assertThat(graded.verdict("run")).as(graded::report).isEqualTo(Verdict.ACCEPTED);
    assertThat(graded.verdict("one more")).as(graded::report).isEqualTo(Verdict.OUTPUT_LIMIT);
  }
}
