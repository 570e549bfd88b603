package io.kriterion.grader.pool;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import io.kriterion.grader.sandbox.SandboxShape;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
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

  private final PoolSettings settings;
  private final Function<SandboxShape, E> prepare;
  private final ToLongFunction<SandboxShape> cost;
  private final LongSupplier clock;
  private final Thread keeper;

  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();

  @GuardedBy("lock")
  private final Map<SandboxShape, Shelf<E>> shelves = new LinkedHashMap<>();

  @GuardedBy("lock")
  private final Map<String, BackOff> handlers = new HashMap<>();

  @GuardedBy("lock")
  private long lastClaim;

  /* Preparations and discards under way. */
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
    this.settings = settings;
    this.prepare = prepare;
    this.cost = cost;
    this.clock = clock;
    this.lastClaim = clock.getAsLong() - SETTLE.toNanos();
    this.keeper = Thread.ofVirtual().name("pool-keeper").start(this::keep);
  }

  /** A prepared entry that is not known to have ended, or empty when there is none. Never waits. */
  Optional<E> claim(SandboxShape shape) {
    arrived(shape);
    E entry = take(shape);
    while (entry != null && entry.ended()) {
      discardRotten(shape, entry);
      entry = take(shape);
    }
    count(shape, entry != null);
    return Optional.ofNullable(entry);
  }

  /** Asks for a shape to be prepared although nobody has claimed it yet. */
  void expect(SandboxShape shape) {
    lock.lock();
    try {
      shelf(shape);
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }

  private void arrived(SandboxShape shape) {
    lock.lock();
    try {
      lastClaim = clock.getAsLong();
      shelf(shape).demand.arrived(lastClaim);
    } finally {
      lock.unlock();
    }
  }

  private void count(SandboxShape shape, boolean hit) {
    lock.lock();
    try {
      Shelf<E> shelf = shelf(shape);
      shelf.hits += hit ? 1 : 0;
      shelf.misses += hit ? 0 : 1;
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }

  private @Nullable E take(SandboxShape shape) {
    lock.lock();
    try {
      return closed ? null : shelf(shape).take();
    } finally {
      lock.unlock();
    }
  }

  private void discardRotten(SandboxShape shape, E entry) {
    lock.lock();
    try {
      shelf(shape).rotten++;
      discard(entry);
    } finally {
      lock.unlock();
    }
  }

  @GuardedBy("lock")
  private Shelf<E> shelf(SandboxShape shape) {
    return shelves.computeIfAbsent(shape, s -> new Shelf<>(clock.getAsLong()));
  }

  @GuardedBy("lock")
  private BackOff backOff(SandboxShape shape) {
    return handlers.computeIfAbsent(
        shape.handler(), h -> new BackOff(settings.firstBackOff(), settings.mostBackOff()));
  }

  @GuardedBy("lock")
  private void discard(E entry) {
    working++;
    Thread.ofVirtual()
        .name("pool-discard")
        .start(() -> {
          entry.discard();
          done();
        });
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

  /* The pool's own thread, until the pool is closed. */
  private void keep() {
    lock.lock();
    try {
      while (!closed) {
        long now = clock.getAsLong();
        throwAway(now);
        check(now);
        long quiet = now - lastClaim;
        Optional<SandboxShape> next = next(now);
        if (next.isPresent() && quiet < SETTLE.toNanos()) {
          changed.awaitNanos(SETTLE.toNanos() - quiet);
        } else if (next.isPresent()) {
          refill(next.get());
        } else {
          changed.await(TICK.toNanos(), TimeUnit.NANOSECONDS);
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt(); // nobody interrupts this thread; ending is all there is
    } finally {
      lock.unlock();
    }
  }

  @GuardedBy("lock")
  private void throwAway(long now) {
    List<SandboxShape> givenUp = new ArrayList<>();
    shelves.forEach((shape, shelf) -> {
      shelf.takeOlder(settings.age().toNanos(), now).forEach(this::discard);
      List<E> ended = shelf.takeEnded();
      shelf.rotten += ended.size();
      ended.forEach(this::discard);
      if (now - shelf.demand.lastArrival() > settings.idle().toNanos()) {
        shelf.takeAll().forEach(this::discard);
        if (shelf.preparing == 0) {
          givenUp.add(shape);
        }
      }
    });
    givenUp.forEach(shelves::remove);
  }

  /* One of each shape that has not shown for a while that it lives is asked, away from the shelf. */
  @GuardedBy("lock")
  private void check(long now) {
    for (Shelf<E> shelf : shelves.values()) {
      Shelf.Kept<E> kept = shelf.takeUnchecked(CHECK.toNanos(), now);
      if (kept != null) {
        shelf.preparing++;
        working++;
        Thread.ofVirtual().name("pool-check").start(() -> check(shelf, kept));
      }
    }
  }

  private void check(Shelf<E> shelf, Shelf.Kept<E> kept) {
    boolean alive = kept.entry().alive();
    lock.lock();
    try {
      shelf.preparing--;
      if (alive && !closed) {
        shelf.putBack(kept, clock.getAsLong());
      } else {
        shelf.rotten += alive ? 0 : 1;
        discard(kept.entry());
      }
    } finally {
      lock.unlock();
    }
    done();
  }

  /* The shape that lacks most, among those that may be prepared now. */
  @GuardedBy("lock")
  private Optional<SandboxShape> next(long now) {
    if (shelves.values().stream().mapToInt(shelf -> shelf.preparing).sum() >= settings.refills()) {
      return Optional.empty();
    }
    long left = settings.memory().bytes() - memory();
    SandboxShape best = null;
    double most = 0;
    for (Map.Entry<SandboxShape, Shelf<E>> each : shelves.entrySet()) {
      int target = target(each.getValue(), now);
      double lacking = (double) (target - each.getValue().held()) / Math.max(1, target);
      if (lacking > most
          && cost.applyAsLong(each.getKey()) <= left
          && !backOff(each.getKey()).active(now)) {
        best = each.getKey();
        most = lacking;
      }
    }
    return Optional.ofNullable(best);
  }

  @GuardedBy("lock")
  private int target(Shelf<E> shelf, long now) {
    return Math.min(settings.most(), shelf.demand.target(now));
  }

  @GuardedBy("lock")
  private long memory() {
    return shelves.entrySet().stream()
        .mapToLong(each -> each.getValue().held() * cost.applyAsLong(each.getKey()))
        .sum();
  }

  @GuardedBy("lock")
  private void refill(SandboxShape shape) {
    Shelf<E> shelf = shelf(shape);
    shelf.preparing++;
    working++;
    Thread.ofVirtual().name("pool-refill").start(() -> prepare(shape, shelf));
  }

  private void prepare(SandboxShape shape, Shelf<E> shelf) {
    long start = clock.getAsLong();
    E entry = null;
    String failure = "";
    try {
      entry = prepare.apply(shape);
    } catch (RuntimeException e) {
      failure = String.valueOf(e.getMessage());
      log.atWarn()
          .addKeyValue("handler", shape.handler())
          .addKeyValue("reason", failure)
          .log("a sandbox could not be prepared");
    }
    lock.lock();
    try {
      long now = clock.getAsLong();
      shelf.preparing--;
      working--;
      if (entry == null) {
        backOff(shape).failed(now, failure);
      } else {
        backOff(shape).succeeded();
        shelf.demand.prepared(Duration.ofNanos(now - start));
        if (closed) {
          discard(entry);
        } else {
          shelf.put(entry, now);
        }
      }
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }

  PoolState state() {
    lock.lock();
    try {
      long now = clock.getAsLong();
      List<PoolState.Shape> shapes = new ArrayList<>();
      shelves.forEach((shape, shelf) ->
          shapes.add(
              new PoolState.Shape(
                  shape,
                  shelf.ready(),
                  shelf.preparing,
                  target(shelf, now),
                  shelf.hits,
                  shelf.misses,
                  shelf.rotten,
                  backOff(shape).active(now) ? backOff(shape).reason() : "")));
      return new PoolState(shapes, memory());
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
      shelves.values().forEach(shelf -> shelf.takeAll().forEach(this::discard));
      changed.signalAll();
      while (working > 0) {
        changed.awaitUninterruptibly();
      }
    } finally {
      lock.unlock();
    }
    joinKeeper();
  }

  private void joinKeeper() {
    boolean interrupted = Thread.interrupted();
    while (keeper.isAlive()) {
      try {
        keeper.join();
      } catch (InterruptedException e) {
        interrupted = true;
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }
}
