package io.kriterion.grader.intake;

import com.google.common.util.concurrent.Uninterruptibles;
import io.kriterion.grader.queue.ClaimedTask;
import io.kriterion.grader.queue.Lease;
import io.kriterion.grader.queue.QueueException;
import io.kriterion.grader.queue.QueueException.Reason;
import io.kriterion.grader.queue.ReleaseReason;
import io.kriterion.grader.queue.TaskQueue;
import io.kriterion.grader.task.Bytes;
import io.kriterion.grader.task.Result;
import io.kriterion.grader.wire.EventCodec;
import java.time.Duration;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells the queue what an attempt came to, for as long as its lease is held: nothing that was
 * graded is given up for a disk that is full for a while. An interrupt does not end it.
 */
final class Delivery {

  private static final Logger log = LoggerFactory.getLogger(Delivery.class);
  private static final Duration PAUSE = Duration.ofMillis(200);

  /* How long what is known of an attempt that has no result is waited for. */
  private static final Duration LAST_WORDS = Duration.ofSeconds(2);

  /* How long the queue is waited for while the node ends. */
  private static final Duration LAST_TRIES = Duration.ofSeconds(5);

  private final ClaimedTask claimed;
  private final Lease lease;
  private final IntakeParts parts;
  private final TaskQueue queue;
  private final TaskClock clock;
  private final BooleanSupplier isLost;
  private @Nullable Bytes encoded;
  private int tries;
  private long triesAtTheEnd;

  /**
   * The delivery for one attempt.
   *
   * @param isLost whether the lease is known to have ended
   */
  Delivery(ClaimedTask claimed, IntakeParts parts, TaskClock clock, BooleanSupplier isLost) {
    this.claimed = claimed;
    this.lease = claimed.lease();
    this.parts = parts;
    this.queue = parts.queue();
    this.clock = clock;
    this.isLost = isLost;
  }

  /** Delivers; says how the attempt has ended for the queue. */
  TaskEnd deliver(Outcome graded, Publisher publisher, Optional<String> handler) {
    Outcome outcome = graded;
    boolean told = outcome.ending() == TaskEnd.Ending.LOST;
    while (!told) {
      try {
        tell(outcome, publisher, handler);
        told = true;
      } catch (QueueException e) {
        outcome = after(e, outcome, publisher);
        told = outcome.ending() == TaskEnd.Ending.LOST;
      }
    }
    return end(outcome, handler);
  }

  private void tell(Outcome outcome, Publisher publisher, Optional<String> handler) {
    switch (outcome.ending()) {
      case GRADED -> {
        publisher.flush();
        queue.complete(lease, encoded(outcome.result().orElseThrow(), handler));
      }
      case REFUSED -> queue.complete(lease, EventCodec.refused(outcome.reason()));
      case FAILED -> release(outcome, publisher, ReleaseReason.FAILED);
      case UNTRIED -> release(outcome, publisher, ReleaseReason.UNTRIED);
      case RETURNED, CANCELLED -> release(outcome, publisher, ReleaseReason.RETURNED);
      case LOST -> {
        // the queue knows
      }
    }
  }

  /* Once: the queue knows a result that it has by its bytes, and the delays go on. */
  private Bytes encoded(Result result, Optional<String> handler) {
    Bytes known = encoded;
    if (known == null) {
      known = parts.codec().result(result, clock.delays(result), handler.orElse(""));
      encoded = known;
    }
    return known;
  }

  private void release(Outcome outcome, Publisher publisher, ReleaseReason reason) {
    publisher.flush(LAST_WORDS);
    queue.release(lease, reason, outcome.reason());
  }

  /* What is to be told next, where the queue has not taken it. */
  private Outcome after(QueueException e, Outcome outcome, Publisher publisher) {
    if (e.reason() == Reason.STALE_ATTEMPT || e.reason() == Reason.UNKNOWN_TASK) {
      return Outcome.without(TaskEnd.Ending.LOST, Outcome.oneLine(e));
    }
    if (outcome.ending() == TaskEnd.Ending.GRADED
        && (e.reason() == Reason.TOO_LARGE || publisher.failure().isPresent())) {
      // a result that cannot be stored, or without what led to it, is none
      boolean ends = e.reason() != Reason.TOO_LARGE && parts.isClosed().getAsBoolean();
      return Outcome.without(
          ends ? TaskEnd.Ending.RETURNED : TaskEnd.Ending.FAILED, Outcome.oneLine(e));
    }
    return pause(e)
        ? outcome
        : Outcome.without(TaskEnd.Ending.LOST, "the queue does not answer: " + Outcome.oneLine(e));
  }

  /* Whether it is worth another try. */
  private boolean pause(QueueException e) {
    if (tries++ == 0) {
      log.atWarn().addKeyValue("reason", e.getMessage()).log("the queue does not take an end");
    }
    triesAtTheEnd += parts.isClosed().getAsBoolean() ? 1 : 0;
    Uninterruptibles.sleepUninterruptibly(PAUSE);
    return !isLost.getAsBoolean() && triesAtTheEnd < LAST_TRIES.dividedBy(PAUSE);
  }

  private TaskEnd end(Outcome outcome, Optional<String> handler) {
    TaskEnd end =
        new TaskEnd(
            lease.task(),
            lease.attempt(),
            outcome.ending(),
            handler,
            outcome.result(),
            outcome.result().map(clock::delays),
            claimed.times(),
            parts.wallClock().instant(),
            claimed.task().trace(),
            outcome.reason());
    log.atInfo()
        .addKeyValue("ending", end.ending())
        .addKeyValue("verdict", end.result().map(result -> result.verdict().name()).orElse("-"))
        .addKeyValue("reason", end.reason())
        .log("task ended");
    return end;
  }
}
