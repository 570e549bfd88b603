package io.kriterion.it.corpus;

import static io.kriterion.it.corpus.AttackCase.told;
import static org.assertj.core.api.Assertions.assertThat;

import io.kriterion.grader.task.Verdict;
import java.time.Duration;

/** Programs that make too many processes, leave some behind, or turn on those that watch them. */
final class ProcessAttacks {

  private static final String CHURN =
      "the whole sandbox ended once after them, for a reason not yet known";

  private static final String COUNT = "count";
  private static final String LIMITED = "stopped by the limit\n";

  private ProcessAttacks() {}

  static Theme theme() {
    return SandboxTheme.of(
        "Processes",
        AttackSandbox.of(
            "processes",
            AttackCase.of(
                COUNT,
                "counts the processes that it sees, before and after the others",
                Verdict.ACCEPTED,
                task -> task.run(COUNT, "./processes", "count")),
            dead(
                AttackCase.of(
                        "bomb",
                        "forks without end",
                        Verdict.TIME_LIMIT,
                        task ->
                            task.run("bomb", "./processes", "bomb")
                                .cpu(Duration.ofMillis(500))
                                .processes(16))
                    .withDetail("CPU time")
                    .notOnGvisor("its limit on processes is only a coarse one")),
            dead(
                AttackCase.of(
                        "run-away",
                        "forks, leaves its session and ends, without end",
                        Verdict.TIME_LIMIT,
                        task ->
                            task.run("run-away", "./processes", "run-away")
                                .cpu(Duration.ofMillis(500))
                                .processes(16))
                    .withDetail("CPU time")
                    .notOnGvisor("its limit on processes is only a coarse one")),
            dead(
                AttackCase.of(
                        "crowd",
                        "leaves a hundred sleeping children and ends",
                        Verdict.ACCEPTED,
                        task ->
                            task.run("crowd", "./processes", "crowd")
                                .processes(110)
                                .expect("left 100\n"))
                    .notOnGvisor("a hundred processes end the whole sandbox there")),
            dead(
                AttackCase.prints(
                    "daemon",
                    "leaves a process that has left its session and ignores all signals",
                    "left one\n",
                    "./processes",
                    "daemon")),
            dead(
                AttackCase.prints(
                        "relay",
                        "leaves a chain of processes, each gone before anybody has looked at it",
                        "left a chain\n",
                        "./processes",
                        "relay")
                    .notOnGvisor(CHURN)),
            dead(
                AttackCase.of(
                        "race",
                        "waits beside four such chains until it is killed",
                        Verdict.WALL_TIME_LIMIT,
                        task -> task.run("race", "./processes", "race").wall(Duration.ofSeconds(1)))
                    .withDetail("still running")
                    .notOnGvisor(CHURN)),
            dead(limited("threads", "makes threads without end")),
            dead(limited("zombies", "makes children without end and lets them be zombies"))),
        AttackSandbox.of(
            "controller",
            AttackCase.of(
                    "controller",
                    "signals, traces, limits, starves and reads its parent, PID 1 and everybody",
                    Verdict.ACCEPTED,
                    task ->
                        task.run("controller", "./controller")
                            .expect("still here\n")
                            .run("controller, a second time", "./controller")
                            .expect("still here\n"))
                .also(graded ->
                    assertThat(graded.verdict("controller, a second time"))
                        .as(told(graded, "controller, a second time"))
                        .isEqualTo(Verdict.ACCEPTED))
                .notOnGvisor("gVisor of 2022 shows descriptors of processes that it should not"),
            AttackCase.prints(
                "kill-all",
                "a shell kills all processes, PID 1 and its parent",
                "still here\n",
                "sh",
                "-c",
                "for s in KILL STOP TERM; do kill -$s -1; kill -$s 1; kill -$s $PPID; done"
                    + " 2>/dev/null; echo still here")),
        AttackSandbox.of(
            "objects",
            AttackCase.prints(
                    "objects",
                    "makes descriptors, terminals, pipes, timers, signals, queues, semaphores of"
                        + " every kind until it is refused",
                    "still here\n",
                    "./objects")
                .notOnGvisor("they are objects of its own kernel")));
  }

  private static AttackCase limited(String name, String deed) {
    return AttackCase.of(
            name,
            deed,
            Verdict.ACCEPTED,
            task -> task.run(name, "./processes", name).processes(24).expect(LIMITED))
        .notOnGvisor("its limit on processes is only a coarse one");
  }

  /* The next step sees as many processes as the first one of all. */
  private static AttackCase dead(AttackCase attack) {
    String afterwards = attack.name() + ", afterwards";
    return new AttackCase(
        attack.name(),
        attack.deed(),
        attack.verdict(),
        attack.detail(),
        task -> {
          attack.steps().accept(task);
          task.run(afterwards, "./processes", "count");
        },
        attack
            .check()
            .andThen(graded ->
                assertThat(graded.stdout(afterwards))
                    .as(told(graded, afterwards))
                    .matches("[1-9] others\n")
                    .isEqualTo(graded.stdout(COUNT))),
        attack.addition(),
        attack.gvisorLack());
  }
}
