package io.kriterion.grader.node;

import io.kriterion.grader.queue.Lease;
import io.kriterion.grader.queue.QueueException;
import io.kriterion.grader.queue.ReleaseReason;
import io.kriterion.grader.queue.TaskFilter;
import io.kriterion.grader.queue.TaskQueue;
import io.kriterion.grader.queue.TaskState;
import io.kriterion.grader.queue.TaskStatus;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What a node does that finds its queue as a killed process left it. */
final class Recovery {

  private static final Logger log = LoggerFactory.getLogger(Recovery.class);
  private static final int AT_A_TIME = 1000;

  private Recovery() {}

  /**
   * Gives back what the queue believes to be worked on. To be called before anything is claimed, of
   * a queue that no other node uses: nobody can work on it then. It counts as a failed attempt: a
   * task that kills nodes must not do so for ever.
   */
  static void returnTasks(TaskQueue queue) {
    Set<TaskState> running = Set.of(TaskState.RUNNING);
    List<TaskStatus> left = queue.list(new TaskFilter("", running, AT_A_TIME, Optional.empty()));
    while (!left.isEmpty()) {
      for (TaskStatus task : left) {
        returnTask(queue, new Lease(task.task(), task.attempt()));
      }
      left = queue.list(new TaskFilter("", running, AT_A_TIME, Optional.of(left.getLast().task())));
    }
  }

  private static void returnTask(TaskQueue queue, Lease lease) {
    try {
      queue.release(lease, ReleaseReason.FAILED, "the node ended while it graded the task");
      log.atInfo()
          .addKeyValue("task", lease.task())
          .addKeyValue("attempt", lease.attempt())
          .log("an attempt of an earlier life was given back");
    } catch (QueueException e) {
      if (e.reason() != QueueException.Reason.STALE_ATTEMPT
          && e.reason() != QueueException.Reason.UNKNOWN_TASK) {
        throw e;
      }
    }
  }
}
