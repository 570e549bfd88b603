package io.kriterion.grader.api;

import io.kriterion.proto.grader.v1.TaskEvent;

/** Brings what the queue keeps of an event into the API's form. Thread-safe. */
@FunctionalInterface
public interface EventReader {

  /** The event. Its number, attempt and time are the queue's, whatever the answer has there. */
  TaskEvent read(io.kriterion.grader.queue.TaskEvent event);
}
