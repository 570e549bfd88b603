package io.kriterion.grader.pool;

import com.google.common.util.concurrent.Uninterruptibles;
import com.google.errorprone.annotations.concurrent.GuardedBy;
import io.kriterion.grader.sandbox.SandboxShape;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Function;
import java.util.function.LongSupplier;
import java.util.function.ToLongFunction;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps entries ready by shape. A thread of the pool's own decides what is to be prepared and what
 * is thrown away; that is done by threads of their own. A claim takes what is ready and never waits
 * for any of them. Safe for many threads.
 */
final class Pool<E extends PoolEntry> implements AutoCloseable {

  private static final Logger log = LoggerFactory.getLogger(Pool.class);

  /* How often things are looked at that time alone changes. */
  private static final Duration TICK = Duration.ofSeconds(1);

  /* After how long a prepared entry is asked for a sign of life. */
  private static final Duration CHECK = Duration.ofSeconds(15);

  /* So long a refill waits after a claim: what has been claimed goes first on a busy machine. */
  private static final Duration SETTLE = Duration.ofMillis(20);

  private final Function<SandboxShape, E> prepare;
  private final LongSupplier clock;
  private final Thread keeper;

  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();

  @GuardedBy("lock")
  private final Shelves<E> shelves;

  @GuardedBy("lock")
  private long lastClaim;

  /* Preparations, checks and discards under way. */
  @GuardedBy("lock")
  private int working;

  @GuardedBy("lock")
  private boolean closed;

  /**
   * An empty pool.
   *
   * @param prepare makes an entry; what it throws is the handler's failure
   * @param cost how many bytes of memory a prepared entry takes from the host
   * @param clock nanoseconds, as {@link System#nanoTime}
   */
  Pool(
      PoolSettings settings,
      Function<SandboxShape, E> prepare,
      ToLongFunction<SandboxShape> cost,
      LongSupplier clock) {
    this.prepare = prepare;
    this.clock = clock;
    this.shelves = new Shelves<>(settings, cost);
    this.lastClaim = clock.getAsLong() - SETTLE.toNanos();
    this.keeper = Thread.ofVirtual().name("pool-keeper").start(this::keep);
  }

  /** A prepared entry that is not known to have ended, or empty when there is none. Never waits. */
  Optional<E> claim(SandboxShape shape) {
    lock.lock();
    try {
      lastClaim = clock.getAsLong();
      Shelf<E> shelf = shelves.of(shape, lastClaim);
      shelf.demand.arrived(lastClaim);
      E entry = closed ? null : shelf.take();
      while (entry != null && entry.ended()) {
        shelf.rotten++;
        discard(entry);
        entry = shelf.take();
      }
      shelf.hits += entry == null ? 0 : 1;
      shelf.misses += entry == null ? 1 : 0;
      changed.signalAll();
      return Optional.ofNullable(entry);
    } finally {
      lock.unlock();
    }
  }

  /** Asks for a shape to be prepared although nobody has claimed it yet. */
  void expect(SandboxShape shape) {
    lock.lock();
    try {
      shelves.of(shape, clock.getAsLong());
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }

  PoolState state() {
    lock.lock();
    try {
      return shelves.state(clock.getAsLong());
    } finally {
      lock.unlock();
    }
  }

  /* The pool's own thread, until the pool is closed. */
  private void keep() {
    lock.lock();
    try {
      while (!closed) {
        long pause = TICK.toNanos();
        try {
          pause = look();
        } catch (RuntimeException | Error e) {
          // such as no memory: without this thread nothing would be prepared any more
          log.atError().setCause(e).log("the pool cannot be looked after");
        }
        changed.awaitNanos(pause);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt(); // nobody interrupts this thread; ending is all there is
    } finally {
      lock.unlock();
    }
  }

  /* Does what is due; for how long nothing else is, in nanoseconds. */
  @GuardedBy("lock")
  private long look() {
    long now = clock.getAsLong();
    shelves.sort(now, this::discard);
    check(now);
    long quiet = now - lastClaim;
    Optional<SandboxShape> next = shelves.next(now);
    if (next.isEmpty()) {
      return TICK.toNanos();
    } else if (quiet < SETTLE.toNanos()) {
      return SETTLE.toNanos() - quiet;
    }
    refill(next.get(), now);
    return 0;
  }

  private void work(String name, Runnable work) {
    Thread worker =
        Thread.ofVirtual()
            .name(name)
            .unstarted(() -> {
              try {
                work.run();
              } finally {
                done();
              }
            });
    lock.lock();
    try {
      worker.start(); // it ends no earlier than this lock is free
      working++;
    } finally {
      lock.unlock();
    }
  }

  private void done() {
    lock.lock();
    try {
      working--;
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }

  private void discard(E entry) {
    work("pool-discard", entry::discard);
  }

  /* One of each shape that has not shown for a while that it lives is asked, away from the shelf. */
  @GuardedBy("lock")
  private void check(long now) {
    for (Shelf<E> shelf : shelves.all()) {
      Shelf.Kept<E> kept = shelf.takeUnchecked(CHECK.toNanos(), now);
      if (kept != null) {
        try {
          work("pool-check", () -> check(shelf, kept));
        } catch (Error e) { // such as no memory for a thread
          shelf.putBack(kept, now);
          throw e;
        }
        shelf.preparing++; // before the work can end: it needs the lock
      }
    }
  }

  private void check(Shelf<E> shelf, Shelf.Kept<E> kept) {
    boolean alive = false;
    try {
      alive = kept.entry().alive();
    } finally {
      checked(shelf, kept, alive);
    }
  }

  private void checked(Shelf<E> shelf, Shelf.Kept<E> kept, boolean alive) {
    lock.lock();
    try {
      shelf.preparing--;
      shelf.rotten += alive ? 0 : 1;
      if (alive && !closed) {
        shelf.putBack(kept, clock.getAsLong());
      } else {
        discard(kept.entry());
      }
    } finally {
      lock.unlock();
    }
  }

  @GuardedBy("lock")
  private void refill(SandboxShape shape, long now) {
    Shelf<E> shelf = shelves.of(shape, now);
    List<E> inTheWay = shelves.makeRoom(shape, now);
    try {
      work("pool-refill", () -> refill(shape, shelf, inTheWay));
    } catch (Error e) { // such as no memory for a thread
      inTheWay.forEach(PoolEntry::discard);
      throw e;
    }
    shelf.preparing++; // before the work can end: it needs the lock
  }

  private void refill(SandboxShape shape, Shelf<E> shelf, List<E> inTheWay) {
    long start = clock.getAsLong();
    E entry = null;
    String failure = "it failed";
    try {
      inTheWay.forEach(PoolEntry::discard); // before: the budget holds at every moment
      entry = prepare.apply(shape);
    } catch (RuntimeException e) {
      failure = String.valueOf(e.getMessage());
      log.atWarn()
          .addKeyValue("handler", shape.handler())
          .addKeyValue("reason", failure)
          .log("a sandbox could not be prepared");
    } finally {
      settle(shape, shelf, entry, failure, start);
    }
  }

  private void settle(
      SandboxShape shape, Shelf<E> shelf, @Nullable E entry, String failure, long start) {
    lock.lock();
    try {
      long now = clock.getAsLong();
      shelf.preparing--;
      if (entry == null) {
        shelves.failed(shape, shelf, now, failure);
        return;
      }
      shelves.prepared(shape, shelf, Duration.ofNanos(now - start));
      if (closed) {
        discard(entry);
      } else {
        shelf.put(entry, now);
      }
    } finally {
      lock.unlock();
    }
  }

  /** Throws everything away; blocks until it is gone, also when interrupted. */
  @Override
  public void close() {
    lock.lock();
    try {
      closed = true;
      shelves.all().forEach(shelf -> shelf.takeAll().forEach(this::discard));
      changed.signalAll();
      while (working > 0) {
        changed.awaitUninterruptibly();
      }
    } finally {
      lock.unlock();
    }
    Uninterruptibles.joinUninterruptibly(keeper);
  }
}
