package io.kriterion.grader.queue;

import java.time.Duration;

/**
 * What a worker learns when it renews a lease.
 *
 * @param left how long the lease now lasts
 * @param cancelled whether the task was cancelled: the worker stops it and gives it back, whereupon
 *     the task is {@link TaskState#CANCELLED}
 */
public record Renewal(Duration left, boolean cancelled) {}
