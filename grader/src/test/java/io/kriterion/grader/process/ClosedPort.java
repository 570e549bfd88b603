package io.kriterion.grader.process;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;

/** A port of the loopback at which nobody listens, and nobody can: it is held. */
public final class ClosedPort implements AutoCloseable {

  private final Socket held;

  private ClosedPort(Socket held) {
    this.held = held;
  }

  /** Takes one that is free. */
  public static ClosedPort take() throws IOException {
    Socket socket = new Socket();
    socket.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
    return new ClosedPort(socket);
  }

  /** Its number. */
  public int number() {
    return held.getLocalPort();
  }

  @Override
  public void close() {
    try {
      held.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
