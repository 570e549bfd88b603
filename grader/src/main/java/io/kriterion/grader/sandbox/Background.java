package io.kriterion.grader.sandbox;

import java.util.concurrent.Callable;
import java.util.concurrent.FutureTask;

/** Work beside that of the calling thread. */
public final class Background {

  private Background() {}

  /**
   * Begins with it on a virtual thread; does not block.
   *
   * @param name of the thread
   * @return what it comes to
   */
  public static <T> FutureTask<T> start(String name, Callable<T> work) {
    FutureTask<T> task = new FutureTask<>(work);
    Thread.ofVirtual().name(name).start(task);
    return task;
  }
}
