package io.kriterion.grader.task;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.kriterion.grader.error.FailureClass;
import io.kriterion.grader.error.GraderException;
import java.lang.management.ManagementFactory;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** What a task's files in memory may cost. */
class TaskBundleTest {

  private static final byte[] BYTE = {7};

  private final TaskBundle bundle = new TaskBundle();

  private void add(String path) {
    bundle.add(path, BYTE, false);
  }

  private void assertRefused(String path, String words) {
    assertThatExceptionOfType(GraderException.class)
        .isThrownBy(() -> add(path))
        .satisfies(e -> assertThat(e.failureClass()).isEqualTo(FailureClass.TASK))
        .withMessageContaining(words)
        .withMessageNotContaining("\n");
  }

  private static long heap() {
    System.gc();
    return ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed();
  }

  @Test
  void asManySmallFilesAsMayBeTakeLittleMemory() {
    long before = heap();
    for (int i = 0; i < TaskBundle.MOST_FILES; i++) {
      add("tests/" + i + ".in");
    }
    long taken = heap() - before;
    assertThat(taken).isBetween(1L << 20, 64L << 20);
    assertRefused("one-more", "more than 20000 files");
  }

  @Test
  void aPathMayHaveSoManyPartsAndNoMore() {
    add("d/".repeat(TaskBundle.MOST_PARTS - 1) + "f");
    assertRefused("e/".repeat(TaskBundle.MOST_PARTS) + "f", "lies too deep");
    assertRefused("e/".repeat(500) + "f", "expected: at most 32 parts");
  }

  @Test
  void thereMayBeSoManyDirectoriesAndNoMore() {
    add("top/file");
    IntStream.range(1, TaskBundle.MOST_DIRECTORIES).forEach(i -> add("top/" + i + "/file"));
    add("top/1/another");
    assertRefused("top/more/file", "more than 2000 directories");
  }
}
