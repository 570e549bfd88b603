package io.kriterion.cri.stream;

import io.kriterion.cri.stream.SessionState.Outcome;
import java.io.InputStream;
import java.io.OutputStream;
import java.time.Duration;
import java.util.concurrent.TimeoutException;

/** An exec over one connection. */
record ExecStreams(StreamConnection connection) implements ExecSession {

  @Override
  public OutputStream stdin() {
    if (!connection.plan().stdin()) {
      throw new IllegalStateException("this exec has no standard input (see ExecSpec.withStdin)");
    }
    return connection.stdin();
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
  public ExecStatus await(Duration timeout) throws InterruptedException, TimeoutException {
    return switch (connection.awaitEnd(timeout)) {
      case Outcome.Told told -> told.status();
      case Outcome.Left left -> throw new IllegalStateException("an exec cannot be left");
    };
  }

  @Override
  public void close() {
    connection.close();
  }
}
