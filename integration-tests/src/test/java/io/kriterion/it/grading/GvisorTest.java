package io.kriterion.it.grading;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.kriterion.grader.task.ByteSize;
import io.kriterion.grader.task.Verdict;
import io.kriterion.it.host.CleanHost;
import io.kriterion.it.node.Graded;
import io.kriterion.it.node.TestNode;
import io.kriterion.it.node.TestTask;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * What Debian's runsc can do: every verdict but those of memory, in one sandbox, because making one
 * takes it ten seconds.
 *
 * <p>Left out: memory (the host's cgroup ends the whole sandbox, and so its session), many of the
 * base image's programs (that runsc knows no statx, and its kernel ends at {@code ls}), and what
 * {@link IsolationTest} looks for in the host's own kernel.
 */
@Tag("integration")
@ExtendWith(CleanHost.class)
final class GvisorTest {

  @Test
  void givesTheVerdictsInOneSandbox() throws InterruptedException, IOException {
    try (TestNode node = TestNode.start("base")) {
      assumeTrue(node.containerd().handlers().contains("runsc"), "runsc is not installed");
      System.out.println(
          "handler runsc: one sandbox with the verdicts but MEMORY_LIMIT; Debian's has no shim, and"
              + " its kernel lacks what the other tests' programs call");
      Graded graded = node.grade("runsc", task());
      assertThat(graded.verdict("right")).as(graded::report).isEqualTo(Verdict.ACCEPTED);
      assertThat(graded.stdout("right")).isEqualTo("42\n");
      assertThat(graded.verdict("wrong")).as(graded::report).isEqualTo(Verdict.WRONG_ANSWER);
      assertThat(graded.verdict("code")).as(graded::report).isEqualTo(Verdict.RUNTIME_ERROR);
      assertThat(graded.step("code").detail()).contains("exit code 3");
      assertThat(graded.verdict("signal")).as(graded::report).isEqualTo(Verdict.RUNTIME_ERROR);
      assertThat(graded.step("signal").detail()).contains("SIGSEGV");
      assertThat(graded.verdict("spin")).as(graded::report).isEqualTo(Verdict.TIME_LIMIT);
      assertThat(graded.verdict("sleep")).as(graded::report).isEqualTo(Verdict.WALL_TIME_LIMIT);
      assertThat(graded.verdict("flood")).as(graded::report).isEqualTo(Verdict.OUTPUT_LIMIT);
      assertThat(graded.stdout("kernel"))
          .as(graded::report)
          .startsWith("Linux version ")
          .isNotEqualTo(Files.readString(Path.of("/proc/version")));
      assertThat(graded.verdict("last")).as(graded::report).isEqualTo(Verdict.ACCEPTED);
    }
  }

  private static TestTask task() {
    return TestTask.in("base")
        .shell("right", "read a b; echo $((a + b))")
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
        .run("kernel", "cat", "/proc/version")
        .shell("last", "read line; echo $line")
        .stdin("still here\n")
        .expect("still here\n");
  }
}
