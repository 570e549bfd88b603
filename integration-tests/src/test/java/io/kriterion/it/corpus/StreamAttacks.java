package io.kriterion.it.corpus;

import static io.kriterion.it.corpus.AttackCase.told;
import static org.assertj.core.api.Assertions.assertThat;

import io.kriterion.grader.task.Bytes;
import io.kriterion.grader.task.Verdict;

/** Programs that handle their streams and files in bad ways. */
final class StreamAttacks {

  private static final int INPUT = 10 << 20;

  private StreamAttacks() {}

  static Theme theme() {
    return SandboxTheme.of(
        "Streams and own files",
        AttackSandbox.of(
            "streams",
            AttackCase.prints(
                "no-input", "reads input that there is not", "0 bytes\n", "./streams", "count"),
            AttackCase.of(
                "ignored-input",
                "does not read 10 MiB of input",
                Verdict.ACCEPTED,
                task ->
                    task.run("ignored-input", "./streams", "ignore")
                        .stdin(Bytes.of(new byte[INPUT]))
                        .expect("not interested\n")),
            AttackCase.of(
                    "close",
                    "closes its streams, then ends",
                    Verdict.RUNTIME_ERROR,
                    task ->
                        task.run("close", "./streams", "close").stdin(Bytes.of(new byte[INPUT])))
                .withDetail("exit code 7"),
            AttackCase.of(
                    "leave-open",
                    "leaves a child that keeps its output open",
                    Verdict.RUNTIME_ERROR,
                    task -> task.run("leave-open", "./streams", "leave-open"))
                .withDetail("exit code 3")
                .also(graded ->
                    assertThat(graded.stdout("leave-open")).isEqualTo("the parent is done\n")),
            AttackCase.prints(
                "descriptors",
                "looks for descriptors that it was not meant to get",
                "0 1 2 open\n",
                "./streams",
                "descriptors"),
            AttackCase.of(
                    "rewrite-input",
                    "writes to its input, by every name that it has; the next step has its own",
                    Verdict.ACCEPTED,
                    task ->
                        task.run("rewrite-input", "./streams", "rewrite")
                            .stdin("right")
                            .run("rewrite-input, next", "cat")
                            .stdin("right"))
                .also(
                    graded -> assertThat(graded.stdout("rewrite-input, next")).isEqualTo("right")),
            AttackCase.of(
                "run-written",
                "runs a program that it has written; the program is no worse off than itself",
                Verdict.ACCEPTED,
                task ->
                    task.shell("run-written", "cp streams written && ./written count")
                        .expect("0 bytes\n")),
            AttackCase.of(
                    "remove-itself",
                    "removes its own program, which its next step then lacks",
                    Verdict.ACCEPTED,
                    task ->
                        task.shell("remove-itself", "rm -rf /work/* /tmp/*; echo gone")
                            .expect("gone\n")
                            .run("remove-itself, next", "./streams", "count"))
                .also(graded ->
                    assertThat(graded.verdict("remove-itself, next"))
                        .as(told(graded, "remove-itself, next"))
                        .isEqualTo(Verdict.RUNTIME_ERROR))));
  }
}
