package io.kriterion.cri.conformance;

import io.kriterion.cri.stream.AttachSession;
import java.io.IOException;

/**
 * Sessions attached to a probe that prints dots until it has input ({@code pulse}, {@code
 * acknowledged}).
 */
public final class Attached {

  private Attached() {}

  /** Returns when the session is connected to the output: it has read a dot. */
  public static void waitFor(AttachSession session) throws IOException {
    int first = session.stdout().read();
    if (first != '.') {
      throw new IOException("expected a dot, read " + first);
    }
  }

  /** The first byte that is no dot; -1 at the end. */
  public static int afterTheDots(AttachSession session) throws IOException {
    int next = session.stdout().read();
    while (next == '.') {
      next = session.stdout().read();
    }
    return next;
  }
}
