package io.kriterion.cri.stream;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import io.kriterion.cri.error.CriException;
import io.kriterion.cri.error.CriStreamCode;
import io.kriterion.cri.error.CriStreamException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.IntFunction;

/**
 * A way to the ports of a pod. Thread-safe.
 *
 * <p>Every connection has one of its own to the stream server: a slow one does not hold up the
 * others, which it would on one that they share, since neither transport has flow control.
 */
public final class PortForward implements AutoCloseable {

  private static final int MAX_PORT = 65_535;

  private final IntFunction<StreamConnection> opener;
  private final ReentrantLock lock = new ReentrantLock();

  @GuardedBy("lock")
  private final List<StreamConnection> connections = new ArrayList<>();

  @GuardedBy("lock")
  private final List<ForwardedPort> ports = new ArrayList<>();

  @GuardedBy("lock")
  private boolean closed;

  /**
   * A way.
   *
   * @param opener makes a connection to a port
   */
  PortForward(IntFunction<StreamConnection> opener) {
    this.opener = opener;
  }

  /**
   * Makes a connection to a port inside the pod. Whether anybody listens there shows when it is
   * read. Blocks at most for the call timeout twice.
   *
   * @param port 1..65535
   * @throws CriStreamException if the streams cannot be opened, or this was closed
   * @throws CriException if the runtime refuses
   */
  public ForwardedConnection connect(int port) {
    checked("port", 1, port);
    StreamConnection connection = opener.apply(port);
    lock.lock();
    try {
      if (!closed) {
        connections.removeIf(StreamConnection::hasEnded);
        connections.add(connection);
        return new ForwardedStreams(connection);
      }
    } finally {
      lock.unlock();
    }
    connection.close();
    throw new CriStreamException(
        "PortForward", CriStreamCode.CLOSED, "the port-forward is closed", true, null);
  }

  /**
   * Listens on a port of this machine's loopback and forwards what connects there, until it or this
   * is closed.
   *
   * @param localPort 0..65535; 0 for any that is free
   * @param port the port inside the pod, 1..65535
   * @throws IOException if the local port cannot be had
   * @throws CriStreamException if this was closed
   */
  public ForwardedPort listen(int localPort, int port) throws IOException {
    checked("localPort", 0, localPort);
    checked("port", 1, port);
    ForwardedPort forwarded = ForwardedPort.open(localPort, () -> connect(port));
    lock.lock();
    try {
      if (!closed) {
        ports.removeIf(ForwardedPort::isClosed);
        ports.add(forwarded);
        return forwarded;
      }
    } finally {
      lock.unlock();
    }
    forwarded.close();
    throw new CriStreamException(
        "PortForward", CriStreamCode.CLOSED, "the port-forward is closed", true, null);
  }

  private static void checked(String what, int min, int value) {
    if (value < min || value > MAX_PORT) {
      throw new IllegalArgumentException(
          what + ": " + value + " (expected: " + min + ".." + MAX_PORT + ")");
    }
  }

  /**
   * Closes the local ports and ends every connection. Idempotent; waits at most 20 seconds per
   * local port.
   */
  @Override
  public void close() {
    List<StreamConnection> openConnections;
    List<ForwardedPort> openPorts;
    lock.lock();
    try {
      closed = true;
      openConnections = List.copyOf(connections);
      openPorts = List.copyOf(ports);
      connections.clear();
      ports.clear();
    } finally {
      lock.unlock();
    }
    openConnections.forEach(StreamConnection::close);
    openPorts.forEach(ForwardedPort::close);
  }
}
