package io.kriterion.grader.telemetry;

import io.kriterion.grader.queue.QueueSnapshot;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * A queue as it was a moment ago, for those who look often: it is asked at most every few seconds,
 * by one thread at a time, and nobody waits for it for longer than a second. Thread-safe.
 */
public final class QueueLook {

  /** How long an answer counts. */
  static final Duration FRESH = Duration.ofSeconds(5);

  /** How long one look waits. */
  static final Duration PATIENCE = Duration.ofSeconds(1);

  /* Once it is done it counts from then on: a slow answer is one too. */
  private static final class Question extends FutureTask<QueueSnapshot> {

    private final LongSupplier nanoTime;
    private volatile long since;

    Question(Supplier<QueueSnapshot> queue, LongSupplier nanoTime) {
      super(queue::get);
      this.nanoTime = nanoTime;
      this.since = nanoTime.getAsLong();
    }

    @Override
    protected void set(QueueSnapshot answer) {
      since = nanoTime.getAsLong(); // before anybody has it
      super.set(answer);
    }

    @Override
    protected void setException(Throwable failure) {
      since = nanoTime.getAsLong();
      super.setException(failure);
    }

    boolean counts() {
      return !isDone() || nanoTime.getAsLong() - since < FRESH.toNanos();
    }
  }

  private final Supplier<QueueSnapshot> queue;
  private final LongSupplier nanoTime;

  /* Guarded by this. */
  private @Nullable Question latest;

  /**
   * A look at one queue.
   *
   * @param queue asks it, such as {@code queue::snapshot}; may block and may throw
   */
  public QueueLook(Supplier<QueueSnapshot> queue) {
    this(queue, System::nanoTime);
  }

  QueueLook(Supplier<QueueSnapshot> queue, LongSupplier nanoTime) {
    this.queue = queue;
    this.nanoTime = nanoTime;
  }

  /**
   * What the queue holds; blocks for a second at the most. Empty when it does not answer in this
   * time, when it fails, or when the thread is interrupted, whose flag is then set.
   */
  public Optional<QueueSnapshot> now() {
    try {
      return Optional.of(question().get(PATIENCE.toNanos(), TimeUnit.NANOSECONDS));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return Optional.empty();
    } catch (ExecutionException | TimeoutException e) {
      return Optional.empty();
    }
  }

  /**
   * Why the queue cannot be looked at, in one line; empty when it answers. Blocks as {@link #now}.
   */
  public Optional<String> problem() {
    return now().isPresent() ? Optional.empty() : Optional.of("the queue does not answer");
  }

  /* One that is not answered yet is waited for, however old: a second one would be stuck as well. */
  private synchronized Question question() {
    Question question = latest;
    if (question == null || !question.counts()) {
      question = new Question(queue, nanoTime);
      latest = question;
      Thread.ofVirtual().name("queue-look").start(question);
    }
    return question;
  }
}
