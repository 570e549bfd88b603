package io.kriterion.cri.stream;

import java.io.IOException;

/** Reads what came on the error stream. */
@FunctionalInterface
interface StatusReader {

  /**
   * The status.
   *
   * @param text all that came on the error stream, perhaps nothing
   * @throws IOException if that is no status
   */
  ExecStatus read(byte[] text) throws IOException;
}
