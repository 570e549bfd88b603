package io.kriterion.client;

import java.time.Duration;
import java.util.Optional;

/**
 * What became of a step.
 *
 * @param step its name
 * @param verdict empty: it did not run
 * @param detail one line for the verdict's reason, or why it did not run; may be empty
 * @param cpuTime CPU time used
 * @param wallTime time from start to end
 * @param peakMemory the most memory used at a time, in bytes
 * @param points earned
 * @param maxPoints what could be earned
 */
public record StepResult(
    String step,
    Optional<Verdict> verdict,
    String detail,
    Duration cpuTime,
    Duration wallTime,
    long peakMemory,
    int points,
    int maxPoints) {}
