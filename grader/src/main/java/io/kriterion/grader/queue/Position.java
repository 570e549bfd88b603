package io.kriterion.grader.queue;

import java.time.Duration;

/**
 * Where a waiting task stands, as it looks now; tasks of others that come later may go first.
 *
 * @param ahead about how many waiting tasks are served before it
 * @param work what those are expected to take, one after the other
 * @param estimate about how long until its turn, with as many tasks at a time as run now
 */
public record Position(long ahead, Duration work, Duration estimate) {}
