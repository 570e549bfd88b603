package io.kriterion.cri.fake;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;

/** What a fake container runs instead of a process. */
@FunctionalInterface
public interface FakeProgram {

  /**
   * Runs on a thread of its own. Streams that the exec does not have are empty or discard.
   *
   * @return the exit code
   */
  int run(InputStream stdin, OutputStream stdout, OutputStream stderr) throws IOException;
}
