package io.kriterion.grader.pool;

import io.kriterion.grader.runtime.HandlerSettings;
import io.kriterion.grader.sandbox.Assignment;
import io.kriterion.grader.sandbox.RuntimeHost;
import io.kriterion.grader.sandbox.Sandbox;
import io.kriterion.grader.sandbox.SandboxShape;
import io.kriterion.grader.sandbox.SandboxSource;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Sandboxes that are prepared before they are needed: made, launched, with kriterion-init waiting
 * at the end of an open stream. Each serves one submission. A claim that finds none makes one at
 * once and never waits for a refill. Safe for many threads.
 */
public final class SandboxPool implements SandboxSource, AutoCloseable {

  private static final Logger log = LoggerFactory.getLogger(SandboxPool.class);

  /* How long a prepared sandbox may take to show that it lives: its answer takes less than 1 ms. */
  private static final Duration SIGN_OF_LIFE = Duration.ofMillis(500);

  private final RuntimeHost host;
  private final Pool<Entry> pool;

  private record Entry(Sandbox sandbox) implements PoolEntry {

    @Override
    public boolean ended() {
      return sandbox.ended();
    }

    @Override
    public boolean alive() {
      return sandbox.alive(SIGN_OF_LIFE);
    }

    @Override
    public void discard() {
      try {
        sandbox.close();
      } catch (RuntimeException e) {
        log.atError().setCause(e).log("a prepared sandbox is not gone completely");
      }
    }
  }

  /**
   * An empty pool; nothing is prepared before something is claimed or expected.
   *
   * @param host where sandboxes are made
   * @param handlers what is known of a handler by its name: what a prepared sandbox costs
   */
  public SandboxPool(
      RuntimeHost host, PoolSettings settings, Function<String, HandlerSettings> handlers) {
    this.host = host;
    this.pool =
        new Pool<>(
            settings,
            shape -> new Entry(Sandbox.prepare(host, shape)),
            shape -> handlers.apply(shape.handler()).overhead().bytes(),
            System::nanoTime);
  }

  @Override
  public Sandbox claim(SandboxShape shape, Optional<Assignment> assignment) {
    Optional<Entry> prepared = pool.claim(shape);
    return prepared.isPresent()
        ? prepared.get().sandbox()
        : Sandbox.create(host, shape, assignment);
  }

  /** Prepares sandboxes of a shape that is likely to be claimed soon. Does not block. */
  public void expect(SandboxShape shape) {
    pool.expect(shape);
  }

  /** What it holds now. */
  public PoolState state() {
    return pool.state();
  }

  /** Throws the prepared sandboxes away; blocks until they are gone. Claimed ones go on. */
  @Override
  public void close() {
    pool.close();
  }
}
