package io.kriterion.grader.node;

import com.google.common.util.concurrent.Uninterruptibles;
import io.kriterion.cri.error.CriException;
import io.kriterion.grader.error.GraderException;
import io.kriterion.grader.runtime.HandlerHealth;
import io.kriterion.grader.runtime.HandlerState;
import io.kriterion.grader.sandbox.RuntimeHost;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Looks after the runtime of a node, on a thread of its own: whether it answers, how its handlers
 * are, and that nothing is left there that nobody looks after. Safe for many threads.
 */
final class RuntimeWatch implements AutoCloseable {

  private static final Logger log = LoggerFactory.getLogger(RuntimeWatch.class);

  private static final Duration LOOK = Duration.ofSeconds(2);
  /* When it sweeps again, counted from when the runtime was found to answer, then by the last: what
  was being made when an earlier process was killed may come late. */
  private static final List<Duration> SWEEPS =
      List.of(Duration.ofSeconds(5), Duration.ofSeconds(30), Duration.ofMinutes(10));

  private final RuntimeConnection connection;
  private final RuntimeHost host;
  private final HandlerHealth health;
  private final Thread thread;

  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();
  private boolean closed;

  private final AtomicLong outages = new AtomicLong();
  private volatile boolean up;
  private volatile boolean swept;
  private volatile List<NodeStatus.Handler> handlers = List.of();
  private long lastSweep;
  private int sweeps;

  /** Begins with a look at what an earlier life has left. */
  RuntimeWatch(RuntimeConnection connection) {
    this.connection = connection;
    this.host = connection.host();
    this.health = connection.health();
    this.thread = Thread.ofVirtual().name("runtime-watch").start(this::watch);
  }

  /** Whether it answered when it was asked last. Does not block. */
  boolean isUp() {
    return up;
  }

  /** Whether what an earlier life left is gone. */
  boolean isSwept() {
    return swept;
  }

  /** The handlers as they were when they were looked at last. Does not block. */
  List<NodeStatus.Handler> handlers() {
    return handlers;
  }

  /** Whether it answers now; blocks while it is asked. */
  boolean answers() {
    try {
      host.client().runtime().status();
      return true;
    } catch (CriException e) {
      down(e);
      return false;
    }
  }

  private void watch() {
    try {
      do {
        look();
      } while (pause());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt(); // the end
    }
  }

  private void look() {
    try {
      host.client().runtime().status();
      handlers = states();
      long before = outages.get();
      boolean wasUp = up;
      if (!wasUp) {
        sweeps = 0;
        sweep();
      } else if (System.nanoTime() - lastSweep
          > SWEEPS.get(Math.min(sweeps, SWEEPS.size()) - 1).toNanos()) {
        sweep();
      }
      if (!wasUp) {
        log.atInfo().log("the runtime answers");
      }
      up = outages.get() == before;
    } catch (CriException e) {
      down(e);
    } catch (RuntimeException | Error e) {
      log.atError().setCause(e).log("the runtime cannot be looked at");
    }
  }

  private void down(CriException e) {
    if (up) {
      log.atWarn().addKeyValue("reason", e.getMessage()).log("the runtime does not answer");
    }
    outages.incrementAndGet();
    up = false;
  }

  /** How many times it did not answer. */
  long outages() {
    return outages.get();
  }

  private void sweep() {
    try {
      int count = connection.sweep();
      if (count > 0) {
        log.atInfo().addKeyValue("sandboxes", count).log("removed what was left behind");
      }
    } catch (GraderException e) {
      // what is left takes memory, but harms no verdict; it is tried again
      log.atError().addKeyValue("reason", e.getMessage()).log("something is left behind");
    }
    swept = true;
    lastSweep = System.nanoTime();
    sweeps++;
  }

  private List<NodeStatus.Handler> states() {
    List<NodeStatus.Handler> states = new ArrayList<>();
    for (String name : health.known()) {
      Optional<String> problem =
          switch (health.state(name)) {
            case HandlerState.Usable usable -> Optional.empty();
            case HandlerState.Missing missing -> Optional.of("the runtime has it no more");
            case HandlerState.Sick sick -> Optional.of(sick.reason());
          };
      states.add(new NodeStatus.Handler(name, problem));
    }
    return List.copyOf(states);
  }

  private boolean pause() throws InterruptedException {
    lock.lockInterruptibly();
    try {
      long left = LOOK.toNanos();
      while (!closed && left > 0) {
        left = changed.awaitNanos(left);
      }
      return !closed;
    } finally {
      lock.unlock();
    }
  }

  /** Ends it with a last look; waits for what is under way. */
  @Override
  public void close() {
    lock.lock();
    try {
      closed = true;
      changed.signalAll();
    } finally {
      lock.unlock();
    }
    Uninterruptibles.joinUninterruptibly(thread);
    try {
      sweep();
    } catch (RuntimeException e) {
      log.atWarn()
          .addKeyValue("reason", e.getMessage())
          .log("the runtime does not answer at the end");
    }
  }
}
