package io.kriterion.cri.stream;

import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** Tells a broken connection from a runtime that speaks nonsense. */
final class StreamFailure {

  private StreamFailure() {}

  /** Hands an exception of the pipeline to the connection. On the event loop. */
  static void report(ExecConnection connection, @Nullable Throwable cause) {
    if (cause instanceof IOException) {
      connection.disconnected(cause);
    } else {
      connection.fail("the runtime broke the stream protocol", false, cause);
    }
  }
}
