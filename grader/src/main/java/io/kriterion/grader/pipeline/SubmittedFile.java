package io.kriterion.grader.pipeline;

import java.io.ByteArrayInputStream;
import java.io.InputStream;

/** One file that goes into a sandbox: its path in the workspace and its bytes. */
public final class SubmittedFile {

  private final String path;
  private final boolean executable;
  private final byte[] content;

  /**
   * A file.
   *
   * @param path relative, with {@code /} between its components
   * @param content not changed by anybody from now on
   */
  public SubmittedFile(String path, boolean executable, byte[] content) {
    this.path = path;
    this.executable = executable;
    this.content = content;
  }

  /** Relative, with {@code /} between its components. */
  public String path() {
    return path;
  }

  /** Whether its owner may execute it. */
  public boolean executable() {
    return executable;
  }

  /** A copy of its bytes. */
  public byte[] toArray() {
    return content.clone();
  }

  InputStream open() {
    return new ByteArrayInputStream(content);
  }

  long size() {
    return content.length;
  }
}
