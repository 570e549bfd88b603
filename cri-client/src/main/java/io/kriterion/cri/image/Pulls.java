package io.kriterion.cri.image;

import static java.util.Objects.requireNonNull;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import io.kriterion.cri.error.CriCallException;
import io.kriterion.cri.error.CriErrorCode;
import io.kriterion.cri.error.CriException;
import io.kriterion.cri.error.RuntimeAnswer;
import io.kriterion.cri.observe.CallObserver;
import io.kriterion.cri.v1.PullImageRequest;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import java.util.function.Supplier;

/** Pulls that run: one at a time of those that ask for the same. */
final class Pulls {

  private final ReentrantLock lock = new ReentrantLock();
  private final CallObserver observer;

  @GuardedBy("lock")
  private final Map<PullImageRequest, FutureTask<ImageId>> running = new HashMap<>();

  Pulls(CallObserver observer) {
    this.observer = observer;
  }

  /**
   * Pulls, or waits for the pull that runs. The pull has a thread of its own, so that a caller who
   * gives up does not end it for the others; it ends at its own deadline.
   *
   * @param pull the call, with a deadline
   * @param everyInterval called by the waiting thread with the time since the beginning
   */
  ImageId pull(
      PullImageRequest key,
      Supplier<ImageId> pull,
      Duration timeout,
      Duration interval,
      Consumer<Duration> everyInterval) {
    FutureTask<ImageId> task = join(key, pull);
    long start = System.nanoTime();
    try {
      while (true) {
        Duration elapsed = Duration.ofNanos(System.nanoTime() - start);
        Duration left = timeout.minus(elapsed);
        Duration step = left.compareTo(interval) < 0 ? left : interval;
        try {
          return task.get(Math.max(0, step.toNanos()), TimeUnit.NANOSECONDS);
        } catch (TimeoutException e) {
          if (!left.isPositive()) {
            throw failure(key, CriErrorCode.DEADLINE_EXCEEDED, "not pulled after " + timeout, e);
          }
          everyInterval.accept(Duration.ofNanos(System.nanoTime() - start));
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw failure(key, CriErrorCode.CANCELLED, "Thread interrupted", e);
    } catch (ExecutionException e) {
      throw again(requireNonNull(e.getCause()));
    }
  }

  private FutureTask<ImageId> join(PullImageRequest key, Supplier<ImageId> pull) {
    lock.lock();
    try {
      FutureTask<ImageId> task = running.get(key);
      if (task == null) {
        task =
            new FutureTask<>(
                observer.carry(() -> {
                  try {
                    return pull.get();
                  } finally {
                    forget(key);
                  }
                }));
        running.put(key, task);
        Thread.ofVirtual().name("cri-pull").start(task);
      }
      return task;
    } finally {
      lock.unlock();
    }
  }

  private void forget(PullImageRequest key) {
    lock.lock();
    try {
      running.remove(key);
    } finally {
      lock.unlock();
    }
  }

  private static CriCallException failure(
      PullImageRequest key, CriErrorCode code, String text, Exception cause) {
    return new CriCallException(
        "PullImage",
        key.getImage().getImage(),
        code,
        new RuntimeAnswer(code.name(), text),
        true,
        cause);
  }

  /** The pull's own failure, as if it had been made by the waiting thread. */
  private static RuntimeException again(Throwable failure) {
    return switch (failure) {
      case CriException e -> e;
      case Error e -> throw e;
      case RuntimeException e -> e;
      default -> new IllegalStateException(failure);
    };
  }
}
