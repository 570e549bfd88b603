package io.kriterion.cri.stream;

import io.kriterion.cri.stream.SessionState.Outcome;
import java.io.InputStream;
import java.io.OutputStream;
import java.time.Duration;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/** An attach over one connection. */
final class AttachStreams implements AttachSession {

  private final StreamConnection connection;
  private final @Nullable DetachableStdin stdin;

  AttachStreams(StreamConnection connection, AttachSpec spec) {
    this.connection = connection;
    this.stdin =
        spec.stdin()
            ? new DetachableStdin(
                connection.stdin(),
                spec.tty() ? spec.detachKeys() : DetachKeys.NONE,
                connection::leave)
            : null;
  }

  @Override
  public OutputStream stdin() {
    if (stdin == null) {
      throw new IllegalStateException("this attach has no input (see AttachSpec.withStdin)");
    }
    return stdin;
  }

  @Override
  public InputStream stdout() {
    return connection.stdout();
  }

  @Override
  public InputStream stderr() {
    return connection.stderr();
  }

  @Override
  public void resize(int columns, int rows) {
    connection.resize(columns, rows);
  }

  @Override
  public void detach() {
    connection.leave();
  }

  @Override
  public AttachStatus await(Duration timeout) throws InterruptedException, TimeoutException {
    return switch (connection.awaitEnd(timeout)) {
      case Outcome.Told(ExecStatus.Failed failed) -> new AttachStatus.Failed(failed.message());
      case Outcome.Told told -> new AttachStatus.Ended();
      case Outcome.Left left -> new AttachStatus.Detached();
    };
  }

  @Override
  public void close() {
    connection.close();
  }
}
