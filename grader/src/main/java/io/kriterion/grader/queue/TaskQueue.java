package io.kriterion.grader.queue;

import io.kriterion.grader.task.Bytes;
import java.time.Duration;
import java.util.List;
import java.util.Set;

/**
 * A durable queue of grading tasks: at least once, fenced by (task, attempt), fair between courses
 * and then between a course's users.
 *
 * <p>What a method says is done is on disk when it returns. Every method blocks while the queue
 * writes or reads, and may be called by many threads; an adapter passes {@code TaskQueueTck}.
 *
 * <p>All methods throw {@link QueueException}, UNAVAILABLE when the store does not work or the
 * queue is closed; the other reasons are named with each. An interrupted thread gets
 * InterruptedException where it is declared, else UNAVAILABLE with its flag set; unless the call
 * has just taken effect: then it returns, and the flag stays set.
 */
public interface TaskQueue extends AutoCloseable {

  /**
   * Accepts a task. A task with the same key and payload that was submitted before, be it finished,
   * is given instead, for as long as it is not forgotten.
   *
   * @throws QueueException KEY_CONFLICT when the key is that of another payload; FULL; TOO_LARGE
   *     when the payload has more bytes than are configured
   */
  Acceptance submit(NewTask task);

  /**
   * Leases up to {@code most} tasks to a worker. Which: those of the highest priority, of them the
   * course's that has had the least of its share, of them the user's, of them the oldest. Blocks up
   * to {@code wait} until there is one; several claims at a time are fine.
   *
   * <p>A claim charges a task's cost to its course and user. The end of the attempt also charges
   * what it was held longer than that, by a clock that nobody can set; nothing is given back for
   * what was held shorter. An attempt that is released as RETURNED charges nothing, unless the task
   * was cancelled.
   *
   * @param capabilities what the worker is capable of; it gets no task that needs something else
   * @param most 1 to 1000
   * @return empty when the time was over
   * @throws InterruptedException when the thread is interrupted; nothing has been leased then
   */
  List<ClaimedTask> claim(Set<String> capabilities, int most, Duration wait)
      throws InterruptedException;

  /**
   * Begins the lease anew. A third of the lease's time is a good distance between two.
   *
   * @throws QueueException STALE_ATTEMPT; UNKNOWN_TASK
   */
  Renewal renew(Lease lease);

  /**
   * Blocks until the task has been cancelled or the lease has ended, or until {@code wait} is over;
   * does not renew. A queue that cannot know sooner than at the next {@link #renew} waits.
   *
   * @return whether the worker is to stop
   * @throws InterruptedException when the thread is interrupted
   */
  boolean awaitStop(Lease lease, Duration wait) throws InterruptedException;

  /**
   * Adds events of an attempt, in this order. To repeat a call whose outcome is not known is safe:
   * events with numbers that are there are passed over.
   *
   * @param first the number of the first of them within the attempt: 1 for its first event, then
   *     without gaps
   * @param events 1 to 1000, each of at most 256 KiB
   * @throws IllegalArgumentException when numbers were left out, or there are too many or no events
   * @throws QueueException STALE_ATTEMPT; UNKNOWN_TASK; FULL; TOO_LARGE when one of the events is:
   *     none of them is kept then
   */
  void publish(Lease lease, long first, List<Bytes> events);

  /**
   * Stores the result, whereupon the task is {@link TaskState#DONE}. To repeat it with the same
   * result is safe.
   *
   * @throws QueueException STALE_ATTEMPT; UNKNOWN_TASK; FULL; TOO_LARGE when the result has more
   *     bytes than a payload may have: the lease goes on, and the task may still be completed with
   *     a smaller one, or released
   */
  void complete(Lease lease, Bytes result);

  /**
   * Gives the task back. It is queued again before its user's younger tasks; or dead, or cancelled
   * if it was to be.
   *
   * @param why one line for people; control characters become spaces, at most 500 characters are
   *     kept
   * @throws QueueException STALE_ATTEMPT; UNKNOWN_TASK
   */
  void release(Lease lease, ReleaseReason reason, String why);

  /**
   * Cancels a task: at once if it waits, else its worker learns it. A task that has its last state
   * keeps it.
   *
   * @param why as of {@link #release}
   * @return its state now; RUNNING means that its worker has yet to stop it
   * @throws QueueException UNKNOWN_TASK
   */
  TaskState cancel(TaskId task, String why);

  /**
   * Follows a task's events.
   *
   * @param after the number of the last event that the caller has; 0 for all
   * @throws QueueException UNKNOWN_TASK
   */
  Watch watch(TaskId task, long after);

  /**
   * What is known of a task.
   *
   * @throws QueueException UNKNOWN_TASK
   */
  TaskStatus status(TaskId task);

  /**
   * What is known of many tasks: newest first, without positions. The next part of a long list is
   * that after its last task.
   *
   * @throws QueueException UNKNOWN_TASK: there is no such task to begin after, or none with that
   *     key prefix
   */
  List<TaskStatus> list(TaskFilter filter);

  /** The queue as it is now. */
  QueueSnapshot snapshot();

  /**
   * Ends the use of the queue: calls that wait, and later ones, fail with UNAVAILABLE. Leases go on
   * until they end. It may be called again.
   */
  @Override
  void close();
}
