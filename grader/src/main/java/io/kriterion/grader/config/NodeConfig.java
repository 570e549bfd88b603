package io.kriterion.grader.config;

import io.kriterion.grader.pool.PoolSettings;
import io.kriterion.grader.queue.embedded.QueueSettings;
import io.kriterion.grader.runtime.RetryPolicy;
import io.kriterion.grader.runtime.RuntimePolicy;
import java.time.Duration;

/**
 * What a node is configured to do. SPECIFICATION.md, "Configuration", has the file's keys.
 *
 * @param policy which runtime handlers a task may get
 * @param backOff how long a handler that failed is left alone
 * @param pool how many sandboxes are prepared in advance
 * @param retries what is done about failures
 * @param node what a serving node is
 * @param queue how its queue behaves
 * @param api where its API is
 * @param observation how it is observed
 */
public record NodeConfig(
    RuntimePolicy policy,
    Duration backOff,
    PoolSettings pool,
    RetryPolicy retries,
    NodeSettings node,
    QueueSettings queue,
    ApiSettings api,
    ObservationSettings observation) {

  /** The shortest and the longest time that a handler may be left alone. */
  static final Duration SHORTEST_BACK_OFF = Duration.ofSeconds(1);

  /** See {@link #SHORTEST_BACK_OFF}. */
  static final Duration LONGEST_BACK_OFF = Duration.ofHours(1);

  /** What holds without a file. */
  public static final NodeConfig DEFAULTS =
      new NodeConfig(
          RuntimePolicy.BUILT_IN,
          Duration.ofSeconds(30),
          PoolSettings.DEFAULT,
          RetryPolicy.NONE,
          NodeSettings.DEFAULT,
          QueueSettings.DEFAULT,
          ApiSettings.DEFAULT,
          ObservationSettings.DEFAULT);
}
