package io.kriterion.it.corpus;

import static org.assertj.core.api.Assertions.assertThat;

import io.kriterion.grader.task.Verdict;
import io.kriterion.it.node.Graded;
import java.util.List;
import java.util.stream.IntStream;

/** Programs that end badly. */
final class EndingAttacks {

  /* SIGCHLD, SIGCONT, SIGURG and SIGWINCH harm nobody; those that stop are a matter of time. */
  private static final List<Integer> DEADLY =
      IntStream.rangeClosed(1, 64)
          .filter(number -> !List.of(17, 18, 19, 20, 21, 22, 23, 28, 32, 33).contains(number))
          .boxed()
          .toList();

  private static final String MANY = "left out for time, being hundreds of steps";

  private EndingAttacks() {}

  static Theme theme() {
    return SandboxTheme.of(
        "Ends",
        AttackSandbox.of(
            "ends",
            ends("recursion", "calls itself without end", "SIGSEGV"),
            ends("segfault", "reads where nothing is", "SIGSEGV"),
            ends("abort", "aborts", "SIGABRT"),
            ends("division", "divides by zero", "SIGFPE"),
            ends("trap", "runs an instruction that does not exist", "SIGILL"),
            ends(
                    "core",
                    "wants its memory kept, by the host's own handler of such cases, and aborts",
                    "SIGABRT")
                .also(graded -> assertThat(graded.stdout("core")).isEqualTo("core 1 1\n")),
            everyCode(),
            everySignal(),
            AttackCase.of(
                "missing",
                "is not there",
                Verdict.RUNTIME_ERROR,
                task -> task.run("missing", "./not-there")),
            AttackCase.of(
                "text",
                "is a text without a program to read it",
                Verdict.RUNTIME_ERROR,
                task ->
                    task.shell("text, written", "echo nonsense >text && chmod +x text")
                        .run("text", "./text")),
            AttackCase.of(
                "interpreter",
                "names an interpreter that is not there",
                Verdict.RUNTIME_ERROR,
                task ->
                    task.shell("interpreter, written", "echo '#!/not/there' >i && chmod +x i")
                        .run("interpreter", "./i"))));
  }

  private static AttackCase ends(String name, String deed, String signal) {
    return AttackCase.of(name, deed, Verdict.RUNTIME_ERROR, task -> task.run(name, "./ends", name))
        .withDetail(signal);
  }

  private static AttackCase everyCode() {
    return AttackCase.of(
            "codes",
            "ends with each code from 1 to 255",
            Verdict.RUNTIME_ERROR,
            task -> {
              task.run("codes", "./ends", "exit", "1");
              for (int code = 2; code <= 255; code++) {
                task.run("codes, " + code, "./ends", "exit", "" + code);
              }
            })
        .withDetail("exit code 1")
        .notOnGvisor(MANY)
        .also(graded -> {
          for (int code = 2; code <= 255; code++) {
            assertEnded(graded, "codes, " + code, "exit code " + code);
          }
        });
  }

  private static AttackCase everySignal() {
    return AttackCase.of(
            "signals",
            "kills itself by each deadly signal",
            Verdict.RUNTIME_ERROR,
            task -> {
              task.run("signals", "./ends", "signal", "9");
              DEADLY.forEach(
                  number -> task.run("signals, " + number, "./ends", "signal", "" + number));
            })
        .withDetail("SIGKILL")
        .notOnGvisor(MANY)
        .also(graded ->
            DEADLY.forEach(
                number -> assertEnded(graded, "signals, " + number, "signal " + number)));
  }

  private static void assertEnded(Graded graded, String step, String detail) {
    assertThat(graded.verdict(step)).as(step).isEqualTo(Verdict.RUNTIME_ERROR);
    assertThat(graded.step(step).detail()).as(step).contains(detail);
  }
}
