package io.kriterion.cri.stream;

import java.io.InputStream;
import java.io.OutputStream;
import java.util.Optional;

/** A forwarded connection over one connection to the stream server. */
record ForwardedStreams(StreamConnection connection) implements ForwardedConnection {

  @Override
  public InputStream input() {
    return connection.stdout();
  }

  @Override
  public OutputStream output() {
    return connection.stdin();
  }

  @Override
  public Optional<String> failure() {
    return connection.toldFailure();
  }

  @Override
  public void close() {
    connection.leaveAndClose();
  }
}
