package io.kriterion.it.corpus;

import static io.kriterion.it.corpus.AttackCase.told;
import static org.assertj.core.api.Assertions.assertThat;

import io.kriterion.grader.task.Verdict;
import io.kriterion.it.node.Graded;
import java.nio.file.Path;
import java.util.Arrays;

/** Programs that look for what would help them: the answers, the task, the host. */
final class SecretAttacks {

  private SecretAttacks() {}

  static Theme theme() {
    Path hostFile = Path.of(System.getProperty("kriterion.home", "/"), "pom.xml").normalize();
    return SandboxTheme.of(
        "Secrets",
        AttackSandbox.in(
            "base",
            AttackCase.of(
                    "host-file",
                    "reads a file of the host's by its path",
                    Verdict.RUNTIME_ERROR,
                    task -> task.run("host-file", "cat", hostFile.toAbsolutePath().toString()))
                .withDetail("exit code 1")
                .also(graded -> assertThat(graded.stderr("host-file")).contains("No such file")),
            AttackCase.of(
                    "answers",
                    "looks for inputs and expected outputs of its step and of others, everywhere",
                    Verdict.WRONG_ANSWER,
                    task ->
                        task.shell(
                                "answers",
                                "ls -aR /work /tmp /dev/shm /run /.kriterion;"
                                    + " head -qc 4000 /work/* /tmp/* /proc/*/cmdline /proc/*/environ"
                                    + " 2>/dev/null | tr '\\0' '\\n'; env; echo looked")
                            .stdin("own input")
                            .expect("hidden expectation")
                            .run("answers, later", "true")
                            .stdin("hidden input"))
                .also(graded ->
                    assertThat(graded.stdout("answers"))
                        .as(told(graded, "answers"))
                        .endsWith("looked\n")
                        .doesNotContain("hidden", "pom.xml", "kriterion-it", "graded")),
            AttackCase.prints(
                "hosts",
                "reads the names of machines",
                "127.0.0.1\tlocalhost sandbox\n",
                "cat",
                "/etc/hosts"),
            AttackCase.prints(
                "resolver", "reads the address of a name server", "", "cat", "/etc/resolv.conf"),
            AttackCase.prints(
                "hostname",
                "reads the name of the machine",
                "sandbox\n",
                "cat",
                "/proc/sys/kernel/hostname"),
            AttackCase.of(
                    "environment",
                    "reads its environment",
                    Verdict.ACCEPTED,
                    task -> task.run("environment", "env"))
                .also(SecretAttacks::assertPlainEnvironment),
            AttackCase.of(
                    "mount-table",
                    "reads the paths of the host in its table of mounts",
                    Verdict.ACCEPTED,
                    task -> task.run("mount-table", "cat", "/proc/self/mountinfo"))
                .also(graded ->
                    assertThat(graded.stdout("mount-table"))
                        .as(told(graded, "mount-table"))
                        .doesNotContain(hostFile.getParent() + "/"))
                .notOnGvisor("written for Linux' own /proc/self/mountinfo")));
  }

  private static void assertPlainEnvironment(Graded graded) {
    assertThat(
            Arrays.stream(graded.stdout("environment").split("\n", -1))
                .map(line -> line.replaceFirst("=.*", "")))
        .as(told(graded, "environment"))
        .containsExactlyInAnyOrder("PATH", "LANG", "TMPDIR", "HOME", "");
  }
}
