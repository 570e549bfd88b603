package io.kriterion.grader.queue.embedded;

import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;

/**
 * The signals that waiting callers listen to: one for work, and one for each task that is watched.
 */
final class Signals {

  /** What a batch of writes has changed; raised when it is on disk. */
  static final class Changes {
    private final Set<Long> tasks = new HashSet<>();
    private boolean work;

    /** A task has a new event, or was cancelled or forgotten. */
    void task(long number) {
      tasks.add(number);
    }

    /** A task waits that did not. */
    void work() {
      work = true;
    }
  }

  private record Listeners(int count, Signal signal) {}

  private final Signal work = new Signal();
  private final ConcurrentMap<Long, Listeners> byTask = new ConcurrentHashMap<>();

  Signal work() {
    return work;
  }

  /** The signal of a task, kept until {@link #leave} was called as often as this. */
  Signal join(long task) {
    return byTask
        .merge(
            task,
            new Listeners(1, new Signal()),
            (known, fresh) -> new Listeners(known.count() + 1, known.signal()))
        .signal();
  }

  void leave(long task) {
    byTask.computeIfPresent(
        task,
        (number, known) ->
            known.count() == 1 ? null : new Listeners(known.count() - 1, known.signal()));
  }

  void raise(Changes changes) {
    if (changes.work) {
      work.raise();
    }
    for (long task : changes.tasks) {
      Listeners listeners = byTask.get(task);
      if (listeners != null) {
        listeners.signal().raise();
      }
    }
  }

  void raiseAll() {
    work.raise();
    byTask.values().forEach(listeners -> listeners.signal().raise());
  }
}
