package io.kriterion.it.corpus;

import static io.kriterion.it.corpus.AttackCase.told;
import static org.assertj.core.api.Assertions.assertThat;

import io.kriterion.grader.task.ByteSize;
import io.kriterion.grader.task.Bytes;
import io.kriterion.grader.task.Verdict;
import io.kriterion.it.node.TestTask;
import java.time.Duration;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** Submissions that attack while they are compiled. */
final class CompilerAttacks {

  private static final int NESTED = 200_000;
  private static final String COUNT = "set -- /proc/[0-9]*; echo $#";

  private CompilerAttacks() {}

  static Theme theme() {
    return SandboxTheme.of(
        "Compilers",
        AttackSandbox.in(
                "gcc",
                AttackCase.of(
                    "first-count",
                    "counts the processes that it sees",
                    Verdict.ACCEPTED,
                    task -> task.shell("first-count", COUNT)),
                compiles(
                    "include-zero",
                    "includes /dev/zero",
                    "#include \"/dev/zero\"\n",
                    Verdict.MEMORY_LIMIT,
                    ""),
                compiles(
                    "include-terminal",
                    "includes /dev/tty",
                    "#include \"/dev/tty\"\n",
                    Verdict.RUNTIME_ERROR,
                    "exit code 1"),
                compiles(
                    "include-itself",
                    "includes its own standard input without end",
                    "#include \"/dev/stdin\"\n#include \"/work/loop.h\"\n",
                    Verdict.RUNTIME_ERROR,
                    "exit code 1"),
                AttackCase.of(
                        "include-twice",
                        "includes itself twice, and so without end, in silence",
                        Verdict.TIME_LIMIT,
                        task ->
                            task.shell(
                                    "include-twice",
                                    "cat >/work/twice.h; exec gcc -o program -x c /work/twice.h"
                                        + " 2>/dev/null")
                                .stdin("#include \"twice.h\"\n".repeat(2))
                                .cpu(Duration.ofSeconds(1)))
                    .withDetail("CPU time"),
                compiles(
                    "nesting",
                    "nests two hundred thousand brackets",
                    "int x = %s1%s;\n".formatted("(".repeat(NESTED), ")".repeat(NESTED)),
                    Verdict.RUNTIME_ERROR,
                    "exit code 4"),
                compiles(
                    "assembler",
                    "has the assembler repeat a line a thousand million times",
                    "__asm__(\".rept 1000000000\\n.quad 1\\n.endr\");\n",
                    Verdict.MEMORY_LIMIT,
                    ""),
                compiles(
                    "assembler-includes",
                    "has the assembler include /dev/zero",
                    "__asm__(\".incbin \\\"/dev/zero\\\"\");\n",
                    Verdict.RUNTIME_ERROR,
                    "exit code 1"),
                AttackCase.of(
                    "no-text",
                    "is every byte there is, again and again, and no text",
                    Verdict.OUTPUT_LIMIT,
                    task -> gcc(task, "no-text", "").stdin(everyByte())),
                compiles(
                    "bomb",
                    "is a macro that becomes a thousand million words",
                    macroBomb(),
                    Verdict.MEMORY_LIMIT,
                    ""),
                compiles(
                    "static-array",
                    "is a program of 1 GiB",
                    "char large[1 << 30] = {1};\nint main(void) { return large[5]; }\n",
                    Verdict.RUNTIME_ERROR,
                    "exit code"),
                compiles(
                    "messages",
                    "makes the compiler complain without end",
                    complaints(),
                    Verdict.OUTPUT_LIMIT,
                    ""),
                compiles(
                    "secrets",
                    "includes files that are none of its business",
                    "#include \"/proc/1/environ\"\n#include \"/.kriterion/expected\"\n",
                    Verdict.RUNTIME_ERROR,
                    "exit code 1"),
                AttackCase.of(
                        "daemon",
                        "leaves a process behind from its makefile",
                        Verdict.ACCEPTED,
                        task ->
                            task.run("daemon", "make", "-s", "-f", "-")
                                .stdin(
                                    "all:\n\t@(setsid sleep 100000 >/dev/null 2>&1 &) ; echo made\n")
                                .expect("made\n")
                                .shell("daemon, afterwards", COUNT))
                    .also(graded ->
                        assertThat(graded.stdout("daemon, afterwards"))
                            .as(told(graded, "daemon, afterwards"))
                            .isEqualTo(graded.stdout("first-count"))),
                AttackCase.of(
                        "failure",
                        "does not compile; nothing of it runs",
                        Verdict.COMPILE_ERROR,
                        task ->
                            gcc(task, "failure", "int main(void) { return }\n")
                                .compile()
                                .run("failure, afterwards", "./program"))
                    .also(graded ->
                        assertThat(graded.step("failure, afterwards").verdict()).isEmpty()))
            .limitedBy(task ->
                task.disk(ByteSize.ofMebibytes(32))
                    .memory(ByteSize.ofMebibytes(128))
                    .output(ByteSize.ofKibibytes(64))
                    .cpu(Duration.ofSeconds(60))
                    .wall(Duration.ofMinutes(3))));
  }

  private static AttackCase compiles(
      String name, String deed, String source, Verdict verdict, String detail) {
    return AttackCase.of(name, deed, verdict, task -> gcc(task, name, source)).withDetail(detail);
  }

  private static TestTask gcc(TestTask task, String name, String source) {
    return task.run(name, "gcc", "-std=gnu11", "-o", "program", "-x", "c", "-").stdin(source);
  }

  private static Bytes everyByte() {
    byte[] bytes = new byte[4096];
    for (int i = 0; i < bytes.length; i++) {
      bytes[i] = (byte) -i;
    }
    return Bytes.of(bytes);
  }

  private static String macroBomb() {
    return "#define A0 x x x x x x x x\n"
        + IntStream.range(0, 9)
            .mapToObj(i ->
                "#define A%d A%d A%d A%d A%d A%d A%d A%d A%d\n"
                    .replace("A%d A%d A%d A%d A%d A%d A%d A%d\n", ("A" + i + " ").repeat(8) + "\n")
                    .formatted(i + 1))
            .collect(Collectors.joining())
        + "A9\n";
  }

  private static String complaints() {
    return IntStream.range(0, 20_000)
        .mapToObj(i -> "undeclared%d x%d;\n".formatted(i, i))
        .collect(Collectors.joining());
  }
}
