package io.kriterion.grader.task;

import java.time.Duration;
import java.util.Optional;

/**
 * The five delays of a task, one after the other.
 *
 * @param sending from the submitter to the queue, by both clocks and never negative; empty where
 *     the submitter did not say when it sent the task
 * @param waiting in the queue, until this attempt began
 * @param booting from then on until its sandbox took orders
 * @param grading files and steps
 * @param response from the last step's end until the result was handed to the queue
 */
public record Delays(
    Optional<Duration> sending,
    Duration waiting,
    Duration booting,
    Duration grading,
    Duration response) {}
