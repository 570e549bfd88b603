package io.kriterion.cri.container;

/** What a short command left. Immutable. */
public final class ExecResult {

  private final int exitCode;
  private final byte[] stdout;
  private final byte[] stderr;

  /**
   * A result.
   *
   * @param exitCode the command's code, 128 + n where signal n ended it
   * @param stdout all that it wrote
   * @param stderr all that it wrote as errors
   */
  public ExecResult(int exitCode, byte[] stdout, byte[] stderr) {
    this.exitCode = exitCode;
    this.stdout = stdout.clone();
    this.stderr = stderr.clone();
  }

  /** The command's code, 128 + n where signal n ended it. */
  public int exitCode() {
    return exitCode;
  }

  /** All that it wrote, as a copy. */
  public byte[] stdout() {
    return stdout.clone();
  }

  /** All that it wrote as errors, as a copy. */
  public byte[] stderr() {
    return stderr.clone();
  }

  /** The code and the lengths: what a program wrote is never for a log. */
  @Override
  public String toString() {
    return "ExecResult[exitCode=%d, stdout=%d bytes, stderr=%d bytes]"
        .formatted(exitCode, stdout.length, stderr.length);
  }
}
