package io.kriterion.grader.queue;

import io.kriterion.grader.task.Bytes;
import java.time.Instant;

/**
 * Something that happened to a task, as its watchers see it.
 *
 * @param seq its number within the task, without gaps from 1
 * @param attempt the attempt that it belongs to; 0 before the first
 * @param time when the queue had it, by the queue's wall clock
 * @param kind what it is
 * @param data see the kind
 */
public record TaskEvent(long seq, int attempt, Instant time, Kind kind, Bytes data) {

  /** What an event is. */
  public enum Kind {
    /** The worker said {@code data}. */
    PUBLISHED,
    /**
     * The worker said more than the queue keeps of a task: nothing that it says is kept from here.
     */
    TRUNCATED,
    /**
     * The attempt ended without a result, and the task waits for the next one; what it published
     * does not count. {@code data} is the reason, one line of UTF-8.
     */
    ATTEMPT_ENDED,
    /** The last: {@code data} is the result. */
    RESULT,
    /** The last: the task was cancelled. {@code data} is the reason, one line of UTF-8. */
    CANCELLED,
    /** The last: its attempts failed. {@code data} is why, a line of UTF-8 for each. */
    DEAD;

    /** Whether no event follows. */
    public boolean isLast() {
      return this == RESULT || this == CANCELLED || this == DEAD;
    }
  }
}
