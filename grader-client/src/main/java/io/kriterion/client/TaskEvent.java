package io.kriterion.client;

import java.time.Instant;

/**
 * Something that happened to a task.
 *
 * @param seq its number within the task, without gaps from 0
 * @param attempt the attempt that it belongs to, 0 before the first; what an attempt told does not
 *     count once another has begun
 * @param time when, by the node's clock
 * @param body what
 */
public record TaskEvent(long seq, int attempt, Instant time, Body body) {

  /** Whether nothing follows it. */
  public boolean isLast() {
    return body instanceof Body.Last;
  }
}
