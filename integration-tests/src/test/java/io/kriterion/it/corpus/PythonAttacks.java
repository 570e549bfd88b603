package io.kriterion.it.corpus;

import static org.assertj.core.api.Assertions.assertThat;

import io.kriterion.grader.task.ByteSize;
import io.kriterion.grader.task.Verdict;
import io.kriterion.it.node.TestTask;
import java.time.Duration;

/** The same in a language that has a machine of its own below it. */
final class PythonAttacks {

  private PythonAttacks() {}

  static Theme theme() {
    return SandboxTheme.of(
        "Python",
        AttackSandbox.in(
                "python3",
                python("hello", "prints one line within 16 MiB", Verdict.ACCEPTED, "", "print(42)")
                    .also(graded -> assertThat(graded.stdout("hello")).isEqualTo("42\n")),
                python(
                    "memory",
                    "appends to a list for ever",
                    Verdict.MEMORY_LIMIT,
                    "",
                    """
                    kept = []
                    while True:
                        kept.append(bytearray(1 << 20))
                    """),
                python(
                    "recursion",
                    "calls itself without end",
                    Verdict.RUNTIME_ERROR,
                    "exit code 1",
                    """
                    def again(n):
                        return again(n + 1) + 1
                    again(0)
                    """),
                python(
                    "stack",
                    "calls itself after it has lifted the limit",
                    Verdict.RUNTIME_ERROR,
                    "SIGSEGV",
                    """
                    import sys
                    sys.setrecursionlimit(1 << 30)
                    class Endless:
                        def __getattr__(self, name):
                            return getattr(self, name + "x"[:0])
                    Endless().anything
                    """),
                python(
                    "nesting",
                    "has a million signs before a number read as a program",
                    Verdict.RUNTIME_ERROR,
                    "exit code 1",
                    "eval('-' * 1000000 + '1')"),
                python(
                    "wild-pointer",
                    "reads where nothing is",
                    Verdict.RUNTIME_ERROR,
                    "SIGSEGV",
                    "import ctypes; ctypes.string_at(0)"),
                python(
                        "sockets",
                        "asks for a name and connects to the outside",
                        Verdict.ACCEPTED,
                        "",
                        """
                        import socket
                        for attempt in (lambda: socket.getaddrinfo("example.org", 80),
                                        lambda: socket.create_connection(("192.0.2.1", 80)),
                                        lambda: socket.create_connection(("2001:db8::1", 80)),
                                        lambda: socket.create_connection(("169.254.169.254", 80))):
                            try:
                                print("reached", attempt())
                            except OSError:
                                print("nobody")
                        """)
                    .also(graded ->
                        assertThat(graded.stdout("sockets")).isEqualTo("nobody\n".repeat(4))),
                python(
                    "own-verdict",
                    "says that it was right and ends in its last moment with another code",
                    Verdict.RUNTIME_ERROR,
                    "exit code 5",
                    """
                    import atexit, os
                    atexit.register(lambda: os._exit(5))
                    print("42\\nACCEPTED")
                    """),
                python(
                    "big-number",
                    "computes a number for ever, deaf to interrupts meanwhile",
                    Verdict.TIME_LIMIT,
                    "CPU time",
                    "print(len(str(7 ** 10 ** 8)))"))
            .limitedBy(task ->
                task.disk(ByteSize.ofMebibytes(16))
                    .memory(ByteSize.ofMebibytes(64))
                    .cpu(Duration.ofSeconds(20))));
  }

  private static AttackCase python(
      String name, String deed, Verdict verdict, String detail, String program) {
    return AttackCase.of(
            name, deed, verdict, task -> limited(task.run(name, "python3", "-c", program), name))
        .withDetail(detail);
  }

  private static void limited(TestTask task, String name) {
    if (name.equals("hello")) {
      task.memory(ByteSize.ofMebibytes(16));
    } else if (name.equals("stack")) {
      task.memory(ByteSize.ofMebibytes(512));
    } else if (name.equals("big-number")) {
      task.cpu(Duration.ofSeconds(1));
    }
  }
}
