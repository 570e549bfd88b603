package io.kriterion.grader.intake;

import com.google.common.util.concurrent.Uninterruptibles;
import io.kriterion.grader.queue.Lease;
import io.kriterion.grader.queue.QueueException;
import io.kriterion.grader.queue.QueueException.Reason;
import io.kriterion.grader.queue.Renewal;
import io.kriterion.grader.queue.TaskQueue;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Keeps the lease of one attempt, and hears when the task is cancelled. A thread of its own. */
final class Heartbeat implements AutoCloseable {

  private static final Logger log = LoggerFactory.getLogger(Heartbeat.class);

  private static final Duration PAUSE = Duration.ofMillis(500);

  private final TaskQueue queue;
  private final Lease lease;
  private final Duration every;
  private final Consumer<TaskEnd.Ending> stop;
  private final Thread thread;
  private volatile boolean ending;

  /**
   * Begins.
   *
   * @param leaseTime how long the lease lasts without it
   * @param stop told once when the attempt is to stop: CANCELLED or LOST; does not block
   */
  Heartbeat(TaskQueue queue, Lease lease, Duration leaseTime, Consumer<TaskEnd.Ending> stop) {
    this.queue = queue;
    this.lease = lease;
    this.every = leaseTime.dividedBy(3);
    this.stop = stop;
    this.thread = Thread.ofVirtual().name("lease-" + lease.task()).start(this::beat);
  }

  private void beat() {
    try {
      boolean cancelled = false;
      boolean held = true;
      while (held) {
        if (!cancelled && !ending) {
          awaitWord();
        }
        if (cancelled || ending) {
          // what is heard now is no news; the lease is needed until the task is stopped or stored
          TimeUnit.NANOSECONDS.sleep(every.toNanos());
        }
        Optional<Renewal> renewal = renew();
        held = renewal.isPresent();
        if (held && renewal.get().cancelled() && !cancelled) {
          cancelled = true;
          stop.accept(TaskEnd.Ending.CANCELLED);
        }
      }
      stop.accept(TaskEnd.Ending.LOST);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt(); // the attempt has ended
    } catch (RuntimeException | Error e) {
      log.atError().setCause(e).log("a lease is renewed no more");
      stop.accept(TaskEnd.Ending.LOST);
    }
  }

  /* Until the queue has something to say, or it is time to renew. */
  private void awaitWord() throws InterruptedException {
    try {
      queue.awaitStop(lease, every);
    } catch (QueueException e) {
      log.atDebug().setCause(e).log("a cancellation will be heard later");
      TimeUnit.NANOSECONDS.sleep(Math.min(every.toNanos(), PAUSE.toNanos()));
    }
  }

  /* Empty when the lease has ended. Repeats what may pass. */
  private Optional<Renewal> renew() throws InterruptedException {
    while (true) {
      try {
        return Optional.of(queue.renew(lease));
      } catch (QueueException e) {
        if (e.reason() != Reason.UNAVAILABLE && e.reason() != Reason.FULL) {
          return Optional.empty();
        }
        if (!Thread.currentThread().isInterrupted()) {
          log.atWarn().addKeyValue("reason", e.getMessage()).log("a lease could not be renewed");
        }
        TimeUnit.NANOSECONDS.sleep(PAUSE.toNanos());
      }
    }
  }

  /** The task's end is being stored: nobody is to be told of a cancellation any more. */
  void ending() {
    ending = true;
  }

  /** Ends it; waits for the call that is under way. */
  @Override
  public void close() {
    thread.interrupt();
    Uninterruptibles.joinUninterruptibly(thread);
  }
}
