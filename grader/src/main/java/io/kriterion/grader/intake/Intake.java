package io.kriterion.grader.intake;

import com.google.common.util.concurrent.Uninterruptibles;
import com.google.errorprone.annotations.concurrent.GuardedBy;
import io.kriterion.grader.queue.ClaimedTask;
import io.kriterion.grader.queue.Lease;
import io.kriterion.grader.queue.QueueException;
import io.kriterion.grader.queue.TaskQueue;
import io.kriterion.grader.task.ByteSize;
import io.kriterion.grader.task.Limits;
import io.kriterion.grader.wire.EventCodec;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BooleanSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Takes tasks from a queue for as long as there are permits, each on a thread of its own. It begins
 * closed: {@link #open} lets it take tasks. Safe for many threads.
 */
public final class Intake implements AutoCloseable {

  /** How long output of a program is kept at the most before the queue has it. */
  public static final Duration OUTPUT_PATIENCE = Publisher.PATIENCE;

  private static final Logger log = LoggerFactory.getLogger(Intake.class);

  /* How long it waits for a task or a permit before it looks whether it is still to take any. */
  private static final Duration LOOK = Duration.ofMillis(500);

  private final TaskQueue queue;
  private final IntakeParts parts;
  private final Permits permits;
  private final BooleanSupplier ready;
  private final Thread thread;

  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();

  @GuardedBy("lock")
  private final Map<Lease, Entry> running = new LinkedHashMap<>();

  @GuardedBy("lock")
  private boolean open;

  /* Whether the thread asks the queue for a task. */
  @GuardedBy("lock")
  private boolean claiming;

  @GuardedBy("lock")
  private boolean ended;

  private volatile boolean abandoned;

  private record Entry(LeasedTask task, Thread thread, Instant since) {}

  /**
   * A task that is worked on.
   *
   * @param lease the task and the attempt
   * @param since when it was claimed
   */
  public record Running(Lease lease, Instant since) {}

  /**
   * An intake that takes nothing yet.
   *
   * @param node this node's name
   * @param eventBytes how much the queue keeps of a task's events
   * @param ready whether tasks can be graded now; asked before each claim, does not block
   */
  public Intake(
      TaskQueue queue,
      Grader grader,
      String node,
      int slots,
      ByteSize memory,
      ByteSize eventBytes,
      TaskObserver observer,
      BooleanSupplier ready) {
    this.queue = queue;
    this.parts =
        new IntakeParts(
            queue,
            grader,
            new EventCodec(node),
            eventBytes,
            observer,
            InstantSource.system(),
            () -> abandoned);
    this.permits = new Permits(slots, memory);
    this.ready = ready;
    this.thread = Thread.ofVirtual().name("intake").start(this::take);
  }

  /** Takes tasks from now on. */
  public void open() {
    lock.lock();
    try {
      open = true;
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }

  /** Takes no task any more once this returns; what runs goes on. Waits for a claim under way. */
  public void shut() {
    lock.lock();
    try {
      open = false;
      while (claiming) {
        // it waits for a task, or brings one in a moment
        thread.interrupt();
        changed.awaitUninterruptibly();
      }
    } finally {
      lock.unlock();
    }
  }

  /** Waits until nothing runs, at most {@code wait}; says whether that is so. */
  public boolean awaitIdle(Duration wait) throws InterruptedException {
    long left = wait.toNanos();
    lock.lockInterruptibly();
    try {
      while (!running.isEmpty() && left > 0) {
        left = changed.awaitNanos(left);
      }
      return running.isEmpty();
    } finally {
      lock.unlock();
    }
  }

  /** What runs now. */
  public List<Running> running() {
    lock.lock();
    try {
      return running.entrySet().stream()
          .map(entry -> new Running(entry.getKey(), entry.getValue().since()))
          .toList();
    } finally {
      lock.unlock();
    }
  }

  /** How many tasks it works on at a time, at most. */
  public int slots() {
    return permits.slots();
  }

  /** How many it works on, or is about to get. */
  public int slotsUsed() {
    return permits.slotsUsed();
  }

  /** What the tasks may have together. */
  public ByteSize memory() {
    return permits.memory();
  }

  /** What they have. */
  public ByteSize memoryUsed() {
    return permits.memoryUsed();
  }

  /* The intake's thread. An interrupt that is not the end has it look whether it is still open. */
  private void take() {
    boolean more = true;
    while (more) {
      try {
        more = awaitOpen();
        if (more) {
          permits.take(Limits.DEFAULTS.memory(), LOOK).ifPresent(this::claim);
        }
      } catch (InterruptedException e) {
        log.atDebug().log("interrupted");
      } catch (RuntimeException | Error e) {
        log.atError().setCause(e).log("no task can be taken");
        Uninterruptibles.sleepUninterruptibly(LOOK);
      }
    }
  }

  private boolean awaitOpen() throws InterruptedException {
    lock.lockInterruptibly();
    try {
      while (!ended && (!open || !ready.getAsBoolean())) {
        changed.awaitNanos(LOOK.toNanos());
      }
      return !ended;
    } finally {
      lock.unlock();
    }
  }

  private void claim(Permits.Permit permit) {
    boolean used = false;
    try {
      if (beginClaim()) {
        List<ClaimedTask> claimed = queue.claim(Set.of(), 1, LOOK);
        if (!claimed.isEmpty()) {
          start(claimed.getFirst(), permit);
          used = true;
        }
      }
    } catch (QueueException e) {
      if (!Thread.currentThread().isInterrupted()) {
        log.atWarn().addKeyValue("reason", e.getMessage()).log("no task can be taken");
        Uninterruptibles.sleepUninterruptibly(LOOK);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt(); // nothing was claimed; the next look says why
    } finally {
      if (!used) {
        permit.close();
      }
      endClaim();
    }
  }

  private boolean beginClaim() {
    lock.lock();
    try {
      claiming = open && !ended;
      return claiming;
    } finally {
      lock.unlock();
    }
  }

  private void endClaim() {
    lock.lock();
    try {
      claiming = false;
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }

  private void start(ClaimedTask claimed, Permits.Permit permit) {
    permit.begin();
    LeasedTask task = new LeasedTask(claimed, parts, permit);
    Thread worker =
        Thread.ofVirtual()
            .name("grade-" + claimed.lease().task())
            .unstarted(() -> {
              try {
                parts.observer().ended(task.run());
              } finally {
                permit.close();
                remove(claimed.lease());
              }
            });
    lock.lock();
    try {
      running.put(claimed.lease(), new Entry(task, worker, parts.wallClock().instant()));
      if (ended) {
        task.stop(TaskEnd.Ending.RETURNED);
      }
    } finally {
      lock.unlock();
    }
    worker.start();
  }

  private void remove(Lease lease) {
    lock.lock();
    try {
      running.remove(lease);
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }

  /** Has all that runs stopped and given back to the queue. Does not block. */
  public void stopRunning() {
    lock.lock();
    try {
      running.values().forEach(entry -> entry.task().stop(TaskEnd.Ending.RETURNED));
    } finally {
      lock.unlock();
    }
  }

  /**
   * Takes nothing more, gives back what runs, and waits until nothing does; also when interrupted.
   */
  @Override
  public void close() {
    lock.lock();
    try {
      ended = true;
      changed.signalAll();
    } finally {
      lock.unlock();
    }
    abandoned = true;
    thread.interrupt();
    Uninterruptibles.joinUninterruptibly(thread);
    stopRunning();
    lock.lock();
    try {
      while (!running.isEmpty()) {
        changed.awaitUninterruptibly();
      }
    } finally {
      lock.unlock();
    }
  }
}
