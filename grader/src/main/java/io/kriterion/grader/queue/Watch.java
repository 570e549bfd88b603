package io.kriterion.grader.queue;

import java.time.Duration;
import java.util.List;

/**
 * One reader of a task's events, which it reads from the queue's store at its own pace: it slows
 * neither the task nor other watchers, and nothing is kept for it in memory. For one thread at a
 * time.
 */
public interface Watch extends AutoCloseable {
  /**
   * The next events in the order of their numbers: those that there are (a part of them if there
   * are many), else those that come while it waits. Blocks up to {@code wait}.
   *
   * @return empty when the time was over, or after the last event has been given
   * @throws InterruptedException when the thread is interrupted; nothing is lost
   * @throws QueueException UNKNOWN_TASK when the task has been forgotten meanwhile; UNAVAILABLE
   */
  List<TaskEvent> next(Duration wait) throws InterruptedException;

  /** Whether the task's last event has been given. */
  boolean isEnded();

  /** Ends it. It may be called again, and does not block. */
  @Override
  void close();
}
