package io.kriterion.it.corpus;

import static org.assertj.core.api.Assertions.assertThat;

import io.kriterion.grader.task.ByteSize;
import io.kriterion.grader.task.Bytes;
import io.kriterion.grader.task.Event;
import io.kriterion.grader.task.Verdict;

/** Programs that print too much, or what somebody might take for his own. */
final class OutputAttacks {

  private static final int LIMIT = 64 << 10;

  private OutputAttacks() {}

  static Theme theme() {
    return SandboxTheme.of(
        "Output",
        AttackSandbox.of(
            "output",
            flood("stdout", "prints for ever"),
            flood("stderr", "prints errors for ever"),
            flood("both", "prints to both streams for ever"),
            flood("lines", "prints short lines, each with a call of its own, for ever"),
            flood("gibibyte", "prints one line of 1 GiB"),
            flood("nul", "prints NUL bytes for ever"),
            flood("answer-then-flood", "prints the right answer, then without end")
                .also(
                    graded -> assertThat(graded.stdout("answer-then-flood")).startsWith("42\nxxx")),
            AttackCase.of(
                    "answer-then-nul",
                    "prints the right answer and a NUL byte",
                    Verdict.WRONG_ANSWER,
                    task ->
                        task.run("answer-then-nul", "./output", "answer-then-nul").expect("42\n"))
                .also(graded -> assertThat(graded.stdout("answer-then-nul")).isEqualTo("42\n\0")),
            AttackCase.of(
                "bytes",
                "prints every byte there is, which is no UTF-8; all arrive",
                Verdict.ACCEPTED,
                task -> task.run("bytes", "./output", "bytes").expect(Bytes.of(everyByte()))),
            AttackCase.of(
                    "forgery",
                    "prints a judge's words, a terminal's commands and a frame of the node's own"
                        + " protocol, then fails",
                    Verdict.RUNTIME_ERROR,
                    task -> task.run("forgery", "./output", "forgery"))
                .withDetail("exit code 1")
                .also(graded ->
                    assertThat(graded.stdout("forgery"))
                        .startsWith("timelimit exceeded\nexit code 0\nACCEPTED\n")
                        .endsWith("F\0\0\0>" + "\0".repeat(62)))));
  }

  private static byte[] everyByte() {
    byte[] bytes = new byte[256];
    for (int i = 0; i < bytes.length; i++) {
      bytes[i] = (byte) (255 - i);
    }
    return bytes;
  }

  /* Cut at exactly the limit, and the cut is told. */
  private static AttackCase flood(String name, String deed) {
    return AttackCase.of(
            name,
            deed,
            Verdict.OUTPUT_LIMIT,
            task -> task.run(name, "./output", name).output(new ByteSize(LIMIT)).expect("42\n"))
        .also(graded -> {
          int sent =
              graded.bytes(name, Event.Stream.STDOUT).length
                  + graded.bytes(name, Event.Stream.STDERR).length;
          assertThat(sent).as("bytes of " + name).isEqualTo(LIMIT);
          assertThat(graded.events()).contains(new Event.OutputTruncated(name));
        });
  }
}
