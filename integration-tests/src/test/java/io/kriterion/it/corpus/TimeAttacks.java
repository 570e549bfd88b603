package io.kriterion.it.corpus;

import static org.assertj.core.api.Assertions.assertThat;

import io.kriterion.grader.task.Verdict;
import java.time.Duration;

/** Programs that use up time, or let it pass. */
final class TimeAttacks {

  private static final Duration CPU = Duration.ofMillis(400);
  private static final Duration WALL = Duration.ofMillis(500);
  private static final String OVER = "CPU time";
  private static final String STILL = "still running";

  private TimeAttacks() {}

  static Theme theme() {
    return SandboxTheme.of(
        "Time",
        AttackSandbox.of(
            "time",
            busy("spin", "computes for ever"),
            busy("clock", "reads the clock for ever"),
            busy("threads", "computes in two threads, its first one waits"),
            busy("children", "computes in its children only"),
            busy("nobody", "computes in children whose time nobody is told")
                .notOnGvisor("no counter of the host's tells the time of these children"),
            busy("stubborn", "computes and ignores every signal"),
            idle("sleep", "sleeps"),
            idle("pause", "waits for a signal"),
            idle("select", "waits for input that never comes"),
            idle("lock", "waits for itself"),
            idle("stop", "stops itself")));
  }

  private static AttackCase busy(String name, String deed) {
    return AttackCase.of(
            name, deed, Verdict.TIME_LIMIT, task -> task.run(name, "./time", name).cpu(CPU))
        .withDetail(OVER)
        .also(graded ->
            assertThat(graded.step(name).cpuTime()).as("CPU time").isGreaterThanOrEqualTo(CPU));
  }

  private static AttackCase idle(String name, String deed) {
    return AttackCase.of(
            name, deed, Verdict.WALL_TIME_LIMIT, task -> task.run(name, "./time", name).wall(WALL))
        .withDetail(STILL)
        .also(graded -> assertThat(graded.step(name).cpuTime()).as("CPU time").isLessThan(WALL));
  }
}
