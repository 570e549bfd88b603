package io.kriterion.it.corpus;

import static org.assertj.core.api.Assertions.assertThat;

import io.kriterion.grader.task.ByteSize;
import io.kriterion.grader.task.Limits;
import io.kriterion.grader.task.Verdict;
import io.kriterion.it.node.TestTask;

/** Programs that use more memory than they may, of every kind of memory that there is. */
final class MemoryAttacks {

  private static final ByteSize LIMIT = ByteSize.ofMebibytes(24);

  private MemoryAttacks() {}

  static Theme theme() {
    return SandboxTheme.of(
        "Memory",
        AttackSandbox.of(
                "memory",
                eats("heap", "allocates for ever"),
                eats("static", "uses static variables of 200 MiB"),
                eats("mapping", "maps 200 MiB without reserving them"),
                eats("shared-mapping", "maps 200 MiB to be shared"),
                eats("locked", "allocates for ever what it has locked in memory"),
                eats("mapped-file", "maps a file of 200 MiB and writes to it"),
                eats("workspace", "writes a file of 200 MiB in its workspace, which is memory"),
                eats("elsewhere", "writes a file of 200 MiB in /dev/shm"),
                eats("memfd", "writes a file of 200 MiB that has no name"),
                eats("system-v", "uses a shared memory segment of 200 MiB"),
                eats(
                    "children",
                    "has twenty children with 10 MiB each, then ends as if all was well"),
                AttackCase.of(
                    "hello",
                    "prints one line, with the smallest limit that a task may have",
                    Verdict.ACCEPTED,
                    task ->
                        task.run("hello", "./memory", "hello")
                            .memory(Limits.MINIMUM.memory())
                            .expect("hello\n")))
            .limitedBy(MemoryAttacks::smallMemoryAndLargeDisk),
        AttackSandbox.of(
                "memory",
                spoils("inodes", "makes a million empty files where only memory bounds them"))
            .limitedBy(MemoryAttacks::smallMemoryAndLargeDisk),
        AttackSandbox.of(
                "memory",
                spoils(
                        "nobody",
                        "has no memory itself and uses up what is nobody's, so that the program"
                            + " that runs the steps is killed in its place; no step runs after it")
                    .also(graded ->
                        assertThat(graded.step("nobody, afterwards").verdict()).isEmpty()))
            .limitedBy(MemoryAttacks::smallMemoryAndLargeDisk));
  }

  /* What it leaves is its submission's own loss: in this sandbox nothing may be able to run any more. */
  private static AttackCase spoils(String name, String deed) {
    return AttackCase.of(
            name,
            deed,
            Verdict.MEMORY_LIMIT,
            task ->
                task.run(name, "./memory", name)
                    .run(name + ", afterwards", "./memory", "hello")
                    .run(name + ", at last", "./memory", "hello"))
        .also(graded ->
            assertThat(graded.verdict()).as(graded::report).isEqualTo(Verdict.MEMORY_LIMIT))
        .notOnGvisor("the host's limit ends the whole sandbox there");
  }

  private static void smallMemoryAndLargeDisk(TestTask task) {
    task.disk(ByteSize.ofMebibytes(256)).memory(LIMIT);
  }

  private static AttackCase eats(String name, String deed) {
    return AttackCase.of(
            name,
            deed,
            Verdict.MEMORY_LIMIT,
            task -> task.run(name, "./memory", name).expect("done\n"))
        .also(graded ->
            assertThat(graded.step(name).peakMemory())
                .as("peak memory of " + name)
                .isLessThanOrEqualTo(ByteSize.ofMebibytes(32)))
        .notOnGvisor("the host's limit ends the whole sandbox there");
  }
}
