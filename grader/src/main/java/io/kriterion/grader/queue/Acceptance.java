package io.kriterion.grader.queue;

/**
 * What a queue says when it has a task on disk.
 *
 * @param task its name
 * @param isNew false if the same task had been submitted before
 */
public record Acceptance(TaskId task, boolean isNew) {}
