package io.kriterion.cri.lease;

import io.kriterion.cri.observe.CallObserver;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;

/**
 * Work that an interrupt does not break off: it runs on a thread of its own, and the caller waits
 * for its end whatever happens; the interrupt is set again then. Only for work that ends by itself.
 */
final class Shielded {

  private final CallObserver observer;

  /** Work whose calls are told to an observer. */
  Shielded(CallObserver observer) {
    this.observer = observer;
  }

  <T> T call(String name, Callable<T> work) {
    FutureTask<T> task = new FutureTask<>(observer.carry(work));
    Thread.ofVirtual().name("cri-" + name).start(task);
    boolean interrupted = false;
    try {
      while (true) {
        try {
          return task.get();
        } catch (InterruptedException e) {
          interrupted = true;
        } catch (ExecutionException e) {
          throw unchecked(e);
        }
      }
    } finally {
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }

  /** Does all of them, in order, even if some fail: throws the first failure, with the others. */
  void runAll(String name, Runnable... steps) {
    call(
        name,
        () -> {
          RuntimeException first = null;
          for (Runnable step : steps) {
            try {
              step.run();
            } catch (RuntimeException e) {
              if (first == null) {
                first = e;
              } else {
                first.addSuppressed(e);
              }
            }
          }
          if (first != null) {
            throw first;
          }
          return true;
        });
  }

  /** Cleans up after a failure; another failure never replaces it. */
  void undo(Throwable failure, Runnable cleanup) {
    try {
      runAll("undo", cleanup);
    } catch (RuntimeException e) {
      failure.addSuppressed(e);
    }
  }

  private static RuntimeException unchecked(ExecutionException failure) {
    return switch (failure.getCause()) {
      case RuntimeException e -> e;
      case Error e -> throw e;
      case null, default -> new IllegalStateException(failure);
    };
  }
}
