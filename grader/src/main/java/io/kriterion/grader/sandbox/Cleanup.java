package io.kriterion.grader.sandbox;

import java.util.ArrayDeque;
import java.util.Deque;

/**
 * What has to be undone, the last thing first unless it is said otherwise. Every action is to
 * tolerate that its thing is gone. Not safe for several threads.
 */
public final class Cleanup {

  private final Deque<Runnable> actions = new ArrayDeque<>();

  /** Nothing yet. */
  public Cleanup() {}

  /** Adds an action that comes before all that are there. */
  public void first(Runnable action) {
    actions.addFirst(action);
  }

  /** Adds an action that comes after all that are there. */
  void last(Runnable action) {
    actions.addLast(action);
  }

  /**
   * Runs every action, once, whatever becomes of the others. It is not to be interrupted: an
   * interrupt waits until all is done.
   *
   * @throws RuntimeException the first failure, the others suppressed in it
   */
  public void run() {
    boolean interrupted = Thread.interrupted();
    RuntimeException failure = null;
    while (!actions.isEmpty()) {
      try {
        actions.pop().run();
      } catch (RuntimeException e) {
        if (failure == null) {
          failure = e;
        } else {
          failure.addSuppressed(e);
        }
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
    if (failure != null) {
      throw failure;
    }
  }
}
