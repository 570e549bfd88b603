package io.kriterion.grader.queue;

import java.time.Instant;
import java.util.Optional;

/**
 * When what happened to a task, in milliseconds: for people and statistics, nothing is decided by
 * it. A wall clock may have been set in between, so a later moment may have an earlier time.
 *
 * @param submitted by the submitter's clock, where it said so
 * @param enqueued accepted, by the queue's clock, as all that follow
 * @param claimed the latest attempt began
 * @param finished it came to its last state
 */
public record TaskTimes(
    Optional<Instant> submitted,
    Instant enqueued,
    Optional<Instant> claimed,
    Optional<Instant> finished) {}
