package io.kriterion.grader.queue.embedded;

import io.kriterion.grader.queue.QueueException;
import java.sql.SQLException;
import java.util.Objects;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/** One caller's write, on its way through the writer. */
final class Operation<T> {

  /**
   * What is to be done within a transaction. It refuses (QueueException, IllegalArgumentException)
   * before it changes anything; every other exception undoes the transaction. It may be run again.
   */
  @FunctionalInterface
  interface Work<T> {
    T on(Transaction transaction) throws SQLException;
  }

  private enum Phase {
    WAITING,
    TAKEN,
    ABANDONED
  }

  private final Work<T> work;
  private final AtomicReference<Phase> phase = new AtomicReference<>(Phase.WAITING);
  private final CountDownLatch told = new CountDownLatch(1);

  /* Written before the latch is counted down, read after. */
  private @Nullable T value;
  private @Nullable RuntimeException refusal;

  Operation(Work<T> work) {
    this.work = work;
  }

  /** The writer begins with it; false if its caller has left. */
  boolean take() {
    return phase.compareAndSet(Phase.WAITING, Phase.TAKEN);
  }

  /** Its caller leaves; false if the writer has begun with it. */
  boolean abandon() {
    return phase.compareAndSet(Phase.WAITING, Phase.ABANDONED);
  }

  void apply(Transaction transaction) throws SQLException {
    value = null;
    refusal = null;
    try {
      value = work.on(transaction);
    } catch (QueueException | IllegalArgumentException e) {
      refusal = e;
    }
  }

  /** It is not done, unless its caller has been told otherwise before. */
  void fail(RuntimeException failure) {
    if (told.getCount() > 0) {
      refusal = failure;
      told.countDown();
    }
  }

  void deliver() {
    told.countDown();
  }

  /** Blocks until the writer has told what became of it. */
  void await() throws InterruptedException {
    told.await();
  }

  /** What became of it: the value, or the exception. */
  T outcome() {
    if (refusal != null) {
      throw refusal;
    }
    return Objects.requireNonNull(value, "an operation's value");
  }
}
