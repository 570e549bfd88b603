package io.kriterion.grader.queue;

import java.time.Duration;

/**
 * A task that a worker has got.
 *
 * @param lease the right to work on it
 * @param leaseTime after how long without {@link TaskQueue#renew} the lease ends
 * @param task what was submitted
 * @param times when what happened to it
 */
public record ClaimedTask(Lease lease, Duration leaseTime, NewTask task, TaskTimes times) {}
