package io.kriterion.grader.runtime;

import io.kriterion.grader.task.ByteSize;

/**
 * What the node knows of a runtime handler.
 *
 * @param isolation what stands between a submission and the host's kernel
 * @param overhead what one sandbox needs beside the submission's own memory: monitor, kernel, shim
 * @param attach whether Attach to a container's first process works and keeps its output whole
 */
public record HandlerSettings(Isolation isolation, ByteSize overhead, boolean attach) {

  /* Measured with one idle sandbox, rounded up; an unknown handler counts as the largest. */
  private static final ByteSize PROCESSES = ByteSize.ofMebibytes(25);
  private static final ByteSize GVISOR = ByteSize.ofMebibytes(64);
  private static final ByteSize MACHINE = ByteSize.ofMebibytes(160);

  /**
   * What holds for a handler of which the configuration says nothing.
   *
   * @param handler its name
   */
  public static HandlerSettings of(String handler) {
    ByteSize overhead =
        switch (handler) {
          case "runc", "crun", "youki" -> PROCESSES;
          case "runsc", "gvisor" -> GVISOR;
          default -> MACHINE;
        };
    return new HandlerSettings(Isolation.of(handler), overhead, true);
  }

  /** The same, but for whether Attach works. */
  public HandlerSettings withAttach(boolean works) {
    return new HandlerSettings(isolation, overhead, works);
  }
}
