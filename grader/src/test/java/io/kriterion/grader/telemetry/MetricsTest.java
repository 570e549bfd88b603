package io.kriterion.grader.telemetry;

import static org.assertj.core.api.Assertions.assertThat;

import io.kriterion.grader.node.NodeStatus.Phase;
import io.kriterion.grader.pool.PoolState;
import io.kriterion.grader.process.Poll;
import io.kriterion.grader.queue.QueueSnapshot;
import io.kriterion.grader.runtime.Isolation;
import io.kriterion.grader.sandbox.MainProcess;
import io.kriterion.grader.sandbox.SandboxShape;
import io.kriterion.grader.task.ByteSize;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What a scrape says. */
class MetricsTest {

  private final FakeNode node = new FakeNode();
  private final Metrics metrics =
      new Metrics(node, new QueueLook(() -> new QueueSnapshot(5, 3, 2, List.of())));

  @AfterEach
  void close() {
    metrics.close();
  }

  private static SandboxShape shape(String handler, long mebibytes) {
    return new SandboxShape(
        handler,
        Isolation.of(handler),
        "sha256:0123",
        ByteSize.ofMebibytes(mebibytes),
        ByteSize.ofMebibytes(64),
        MainProcess.INIT);
  }

  private static PoolState.Shape pooled(SandboxShape shape, int ready, long hits, long misses) {
    return new PoolState.Shape(
        shape, ready, 1, 3, Optional.of(Duration.ofSeconds(1)), hits, misses, 9, 2, 1, "");
  }

  @Test
  void delaysAndStagesAreHistogramsWithLabels() {
    metrics.ended(Ends.graded("t1"));
    metrics.ended(Ends.graded("t2"));
    assertThat(metrics.scrape().lines())
        .contains(
            "kriterion_task_delay_seconds_count{delay=\"sending\"} 2",
            "kriterion_task_delay_seconds_sum{delay=\"waiting\"} 6.0",
            "kriterion_task_delay_seconds_bucket{delay=\"booting\",le=\"0.1\"} 0",
            "kriterion_task_delay_seconds_bucket{delay=\"booting\",le=\"0.2\"} 2",
            "kriterion_task_delay_seconds_bucket{delay=\"grading\",le=\"+Inf\"} 2",
            "kriterion_task_delay_seconds_count{delay=\"response\"} 2",
            "kriterion_sandbox_stage_seconds_sum{stage=\"create\"} 0.2",
            "kriterion_sandbox_stage_seconds_count{stage=\"launch\"} 2",
            "kriterion_sandbox_stage_seconds_count{stage=\"execute\"} 2",
            "kriterion_sandbox_stage_seconds_count{stage=\"stop\"} 2",
            "kriterion_sandbox_stage_seconds_count{stage=\"clean\"} 2",
            // 150 + 800 + 25, without the 700 of the step
            "kriterion_task_overhead_seconds_sum 0.55",
            "kriterion_task_overhead_seconds_bucket{le=\"1800.0\"} 2");
  }

  @Test
  void verdictsAndEndingsAreCountedByHandler() {
    metrics.ended(Ends.graded("t1"));
    metrics.ended(Ends.failed("t2"));
    metrics.ended(Ends.failed("t3"));
    assertThat(metrics.scrape().lines())
        .contains(
            "kriterion_verdicts_total{handler=\"runc\",verdict=\"ACCEPTED\"} 1.0",
            "kriterion_attempts_total{ending=\"GRADED\",handler=\"runc\"} 1.0",
            "kriterion_attempts_total{ending=\"FAILED\",handler=\"none\"} 2.0");
  }

  @Test
  void theNodeIsReadAtEachScrape() {
    assertThat(metrics.scrape().lines())
        .contains(
            "kriterion_node_slots 4.0",
            "kriterion_node_slots_used 3.0",
            "kriterion_node_memory_bytes 2.147483648E9",
            "kriterion_node_memory_used_bytes 8.05306368E8",
            "kriterion_node_start_time_seconds 1.8E9",
            "kriterion_node_phase{phase=\"READY\"} 1.0",
            "kriterion_node_phase{phase=\"PAUSED\"} 0.0",
            "kriterion_handler_usable{handler=\"runc\"} 1.0",
            "kriterion_handler_usable{handler=\"kata\"} 0.0");
    node.be(Phase.PAUSED);
    assertThat(metrics.scrape().lines())
        .contains(
            "kriterion_node_phase{phase=\"READY\"} 0.0",
            "kriterion_node_phase{phase=\"PAUSED\"} 1.0");
  }

  @Test
  void thePoolIsSummedOverShapesAndItsCountsNeverFall() {
    SandboxShape small = shape("runc", 64);
    SandboxShape large = shape("runc", 1024);
    node.have(pooled(small, 2, 10, 1), pooled(large, 1, 5, 1), pooled(shape("crun", 64), 0, 0, 4));
    assertThat(metrics.scrape().lines())
        .contains(
            "kriterion_pool_ready{handler=\"runc\"} 3.0",
            "kriterion_pool_ready{handler=\"crun\"} 0.0",
            "kriterion_pool_preparing{handler=\"runc\"} 2.0",
            "kriterion_pool_target{handler=\"runc\"} 6.0",
            "kriterion_pool_claims_total{handler=\"runc\",outcome=\"claimed\"} 15.0",
            "kriterion_pool_claims_total{handler=\"runc\",outcome=\"missed\"} 2.0",
            "kriterion_pool_claims_total{handler=\"crun\",outcome=\"missed\"} 4.0",
            "kriterion_pool_refills_total{handler=\"runc\"} 18.0",
            "kriterion_pool_failures_total{handler=\"runc\"} 4.0",
            "kriterion_pool_rotten_total{handler=\"runc\"} 2.0",
            "kriterion_pool_memory_bytes 7.86432E7",
            "kriterion_pool_budget_bytes 5.36870912E8");
    // the small one was given up and came again, the large one served two more
    node.have(pooled(small, 1, 3, 1), pooled(large, 0, 7, 1));
    assertThat(metrics.scrape().lines())
        .contains(
            "kriterion_pool_claims_total{handler=\"runc\",outcome=\"claimed\"} 20.0",
            "kriterion_pool_ready{handler=\"runc\"} 1.0")
        .noneMatch(line -> line.startsWith("kriterion_pool_ready{handler=\"crun\"}"));
  }

  @Test
  void theQueueAndTheProcessAreThere() throws InterruptedException {
    // an answer that comes late counts at the next scrape
    Poll.until(
        () -> metrics.scrape().contains("kriterion_queue_answers 1.0"), Duration.ofSeconds(30));
    assertThat(metrics.scrape().lines())
        .contains(
            "kriterion_queue_answers 1.0",
            "kriterion_queue_tasks{state=\"queued\"} 5.0",
            "kriterion_queue_tasks{state=\"running\"} 3.0",
            "kriterion_queue_tasks{state=\"finished\"} 2.0")
        .anyMatch(line -> line.matches("process_open_fds [1-9][0-9]*\\.0"))
        .anyMatch(line -> line.matches("process_resident_memory_bytes [1-9.E0-9]+"))
        .anyMatch(line -> line.startsWith("jvm_memory_used_bytes{area=\"heap\""))
        .anyMatch(line -> line.startsWith("jvm_threads_live_threads "))
        .anyMatch(line -> line.startsWith("jvm_gc_memory_allocated_bytes_total "))
        .anyMatch(line -> line.startsWith("process_cpu_usage "));
  }

  @Test
  void aQueueThatIsStuckCostsASecondAndItsNumbersOnly() {
    CountDownLatch stuck = new CountDownLatch(1);
    QueueLook look =
        new QueueLook(() -> {
          awaitQuietly(stuck);
          throw new IllegalStateException("closed");
        });
    try (Metrics others = new Metrics(node, look)) {
      assertThat(others.scrape().lines())
          .contains("kriterion_queue_answers 0.0", "kriterion_node_slots 4.0")
          .noneMatch(line -> line.startsWith("kriterion_queue_tasks{"));
      assertThat(look.problem()).contains("the queue does not answer");
    } finally {
      stuck.countDown();
    }
  }

  private static void awaitQuietly(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** Every label that can be, so that nobody adds one with values of a submitter's. */
  @Test
  void labelsAreClosed() {
    node.have(pooled(shape("runc", 64), 2, 10, 1));
    metrics.ended(Ends.graded("task-id-17"));
    metrics.ended(Ends.failed("task-id-18"));
    String scrape = metrics.scrape();
    assertThat(scrape).doesNotContain("task-id-1", "secret-step", "sha256");
    List<String> labels = new ArrayList<>();
    scrape
        .lines()
        .filter(line -> line.startsWith("kriterion_"))
        .forEach(line ->
            Pattern.compile("[{,]([a-z_]+)=")
                .matcher(line)
                .results()
                .forEach(match -> labels.add(match.group(1))));
    assertThat(labels)
        .isNotEmpty()
        .isSubsetOf(
            "delay", "stage", "verdict", "handler", "ending", "phase", "outcome", "state", "le");
  }

  @Test
  void openMetricsEndsAsItMust() {
    metrics.ended(Ends.graded("t1"));
    assertThat(metrics.openMetrics())
        .contains("kriterion_verdicts_total{handler=\"runc\",verdict=\"ACCEPTED\"} 1.0")
        .endsWith("# EOF\n");
    assertThat(metrics.scrape()).doesNotContain("# EOF");
  }
}
