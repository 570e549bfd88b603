package io.kriterion.cri.stream;

/** How an attach session ended. It never tells an exit code: the container's status does. */
public sealed interface AttachStatus {

  /** The runtime ended the streams in order, as it does when the main process has ended. */
  record Ended() implements AttachStatus {}

  /** The caller left, by the detach keys or by {@link AttachSession#detach}. */
  record Detached() implements AttachStatus {}

  /**
   * The runtime could not attach, or failed meanwhile.
   *
   * @param message the runtime's words
   */
  record Failed(String message) implements AttachStatus {}
}
