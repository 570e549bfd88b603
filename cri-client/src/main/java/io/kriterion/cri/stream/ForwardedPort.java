package io.kriterion.cri.stream;

import io.kriterion.cri.error.CriException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A port of this machine's loopback that leads into a pod. Whoever can connect to loopback can use
 * it. At most 64 connections are served at once; more wait. A connection that cannot be forwarded
 * is reset, and the reason logged. The end of what a caller sends is handed on over SPDY, and ends
 * the whole connection over WebSocket, which cannot tell it. Thread-safe.
 */
public final class ForwardedPort implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(ForwardedPort.class);
  private static final int MAX_CONNECTIONS = 64;
  private static final int CHUNK = 32 << 10;
  private static final Duration CLOSE_TIME = Duration.ofSeconds(10);
  private static final AtomicInteger NUMBER = new AtomicInteger();

  private final ServerSocket listener;
  private final Supplier<ForwardedConnection> connector;
  private final Semaphore permits = new Semaphore(MAX_CONNECTIONS);
  private final Map<Thread, Socket> serving = new ConcurrentHashMap<>();
  private final Thread acceptor;

  private ForwardedPort(ServerSocket listener, Supplier<ForwardedConnection> connector) {
    this.listener = listener;
    this.connector = connector;
    this.acceptor = thread(this::accept);
  }

  /**
   * Listens.
   *
   * @param connector makes the connection into the pod
   */
  static ForwardedPort open(int localPort, Supplier<ForwardedConnection> connector)
      throws IOException {
    ServerSocket listener = new ServerSocket();
    try {
      listener.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), localPort));
    } catch (IOException e) {
      listener.close();
      throw new IOException("cannot listen on local port " + localPort + ": " + e.getMessage(), e);
    }
    ForwardedPort port = new ForwardedPort(listener, connector);
    port.acceptor.start();
    return port;
  }

  private static Thread thread(Runnable task) {
    return Thread.ofVirtual().name("port-forward-" + NUMBER.incrementAndGet()).unstarted(task);
  }

  /** The port of this machine. */
  public int localPort() {
    return listener.getLocalPort();
  }

  boolean isClosed() {
    return listener.isClosed();
  }

  private void accept() {
    try {
      permits.acquire();
      while (true) {
        Socket socket = listener.accept();
        Thread thread = thread(() -> serve(socket));
        serving.put(thread, socket);
        thread.start();
        if (listener.isClosed()) {
          stop(thread, socket);
        }
        permits.acquire();
      }
    } catch (InterruptedException | IOException e) {
      // closed, or the machine is out of sockets: connections that are open go on
      if (!listener.isClosed()) {
        LOG.warn("no more connections on forwarded port {}: {}", localPort(), e.getMessage());
        closeListener();
      }
    }
  }

  private void serve(Socket socket) {
    try (ForwardedConnection connection = connector.get()) {
      Thread sender = thread(() -> send(socket, connection));
      sender.start();
      receive(connection, socket);
      // a socket that is closed with something unread in it takes back what it has sent
      sender.join(CLOSE_TIME);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (IOException | CriException e) {
      if (!listener.isClosed()) {
        LOG.warn("a connection to port {} was not forwarded: {}", localPort(), e.getMessage());
      }
    } finally {
      reset(socket);
      serving.remove(Thread.currentThread());
      permits.release();
    }
  }

  private static void receive(ForwardedConnection connection, Socket socket) throws IOException {
    InputStream in = connection.input();
    OutputStream out = socket.getOutputStream();
    byte[] chunk = new byte[CHUNK];
    for (int count; (count = in.read(chunk)) >= 0; ) {
      out.write(chunk, 0, count);
    }
    socket.shutdownOutput();
  }

  private static void send(Socket socket, ForwardedConnection connection) {
    byte[] chunk = new byte[CHUNK];
    boolean wanted = true;
    try {
      InputStream in = socket.getInputStream();
      for (int count; (count = in.read(chunk)) >= 0; ) {
        wanted = wanted && sent(connection.output(), chunk, count);
      }
      connection.output().close();
    } catch (UnsupportedOperationException e) {
      connection.close();
    } catch (IOException e) {
      // the caller is gone: nobody is left to answer to
      connection.close();
    }
  }

  private static boolean sent(OutputStream out, byte[] chunk, int count) {
    try {
      out.write(chunk, 0, count);
      return true;
    } catch (IOException e) {
      // the program takes no more, which says nothing about what it sends
      return false;
    }
  }

  private void closeListener() {
    try {
      listener.close();
    } catch (IOException e) {
      LOG.debug("closing forwarded port {}: {}", localPort(), e.getMessage());
    }
  }

  /** Ends a socket; a no-op for one that was closed in order. */
  private static void reset(Socket socket) {
    try {
      if (!socket.isClosed()) {
        socket.setSoLinger(true, 0);
        socket.close();
      }
    } catch (IOException e) {
      LOG.debug("closing a local connection: {}", e.getMessage());
    }
  }

  private static void stop(Thread thread, Socket socket) {
    reset(socket);
    thread.interrupt();
  }

  /** Stops listening and ends the connections. Idempotent; waits at most 20 seconds. */
  @Override
  public void close() {
    closeListener();
    acceptor.interrupt();
    serving.forEach(ForwardedPort::stop);
    try {
      // the socket listens until the thread that accepts has let go of it
      acceptor.join(CLOSE_TIME);
      // one permit is the acceptor's, for the connection that did not come
      int all = MAX_CONNECTIONS - 1;
      if (permits.tryAcquire(all, CLOSE_TIME.toMillis(), TimeUnit.MILLISECONDS)) {
        permits.release(all);
      } else {
        LOG.warn("connections of forwarded port {} are still open", localPort());
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
