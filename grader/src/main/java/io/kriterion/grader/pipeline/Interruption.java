package io.kriterion.grader.pipeline;

/** What a failure means to somebody who was interrupted: the interrupt, and nothing else. */
public final class Interruption {

  private Interruption() {}

  /**
   * Ends grading where this thread has been interrupted, whatever failed in consequence.
   *
   * @throws InterruptedException with {@code failure} suppressed in it, if so
   */
  public static void refuse(RuntimeException failure) throws InterruptedException {
    if (Thread.interrupted()) {
      InterruptedException interrupted = new InterruptedException("grading was interrupted");
      interrupted.addSuppressed(failure);
      throw interrupted;
    }
  }
}
