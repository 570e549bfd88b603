package io.kriterion.it.corpus;

import static org.assertj.core.api.Assertions.assertThat;

import io.kriterion.grader.task.ByteSize;
import io.kriterion.grader.task.Event;
import io.kriterion.grader.task.Verdict;
import io.kriterion.it.node.Graded;
import io.kriterion.it.node.TestTask;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * One submission leaves traces wherever it can; another looks for them beside it, and a third after
 * it.
 */
final class TraceAttacks implements Theme {

  private static final String NOTHING = "nothing else\n";

  @Override
  public String title() {
    return "Traces";
  }

  @Override
  public List<Row> attack(Arena arena) throws InterruptedException {
    AtomicReference<@Nullable Graded> beside = new AtomicReference<>();
    Graded first = leave(arena, beside);
    assertThat(first.verdict("leave")).as(first::report).isEqualTo(Verdict.ACCEPTED);
    assertThat(first.stdout("leave"))
        .as(first::report)
        .contains("/work/trace left\n", "/tmp/trace left\n", "shmget left\n", "semget left\n")
        .contains("msgget left\n", "abstract left\n", "flock /.kriterion/init left\n")
        .contains("record lock /.kriterion/init left\n", "lease /.kriterion/init no\n");
    assertThat(first.stdout("find own"))
        .as(first::report)
        .contains("found: /work trace\n", "found: /tmp trace\n", "found: System V object\n");

    Graded second = beside.get();
    if (second == null) {
      throw new AssertionError("nobody looked beside: " + first.report());
    }
    assertThat(second.stdout("find beside")).as(second::report).isEqualTo(NOTHING);
    Graded third = find(arena, "find after");
    assertThat(third.stdout("find after")).as(third::report).isEqualTo(NOTHING);
    return List.of(
        new Row(
            "beside",
            "looks for traces of a submission that runs: files, System V and POSIX objects, keys,"
                + " abstract sockets, locks of every kind on shared files",
            "finds nothing"),
        new Row("after", "looks for the same of one that has ended", "finds nothing"));
  }

  /* Grading waits while its events are handled, and so does the submission once its output waits. */
  private static Graded leave(Arena arena, AtomicReference<@Nullable Graded> beside)
      throws InterruptedException {
    TestTask task = AttackSandbox.emptyTask();
    task.run("leave", "./traces", "leave")
        .output(ByteSize.ofMebibytes(32))
        .run("find own", "./traces", "find");
    Consumer<Event> look =
        event -> {
          if (event instanceof Event.Output && beside.get() == null) {
            try {
              beside.set(
                  arena
                      .node()
                      .grade(
                          arena.handler(),
                          finder("find beside"),
                          arena.programs().submission(List.of("traces"))));
            } catch (InterruptedException e) {
              Thread.currentThread().interrupt();
            }
          }
        };
    return arena.grade(task, arena.programs().submission(List.of("traces")), Set.of("leave"), look);
  }

  private static Graded find(Arena arena, String name) throws InterruptedException {
    return arena.grade(finder(name), List.of("traces"), Set.of(name));
  }

  private static TestTask finder(String name) {
    TestTask task = AttackSandbox.emptyTask();
    return task.run(name, "./traces", "find");
  }
}
