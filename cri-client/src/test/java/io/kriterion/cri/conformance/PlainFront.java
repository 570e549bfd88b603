package io.kriterion.cri.conformance;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/**
 * Stands before a server of plain HTTP on the loopback interface and answers TLS in plain words.
 * The JDK's server says nothing to a TLS client that waits for it; containerd 2, which tries TLS
 * first, then gives up after ten seconds, while an answer in HTTP makes it go on without TLS at
 * once.
 */
final class PlainFront implements AutoCloseable {

  /* The first byte of a TLS handshake (RFC 8446, 5.1). */
  private static final int HANDSHAKE = 22;

  private static final byte[] REFUSAL =
      "HTTP/1.1 400 Bad Request\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"
          .getBytes(US_ASCII);

  /* A client that says nothing for so long has gone. */
  private static final int SILENCE_MILLIS = 60_000;

  private final ServerSocket listener;
  private final Set<Socket> open = ConcurrentHashMap.newKeySet();
  private final int behind;
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();

  PlainFront(int behind) {
    this.behind = behind;
    try {
      listener = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    threads.execute(this::accept);
  }

  int port() {
    return listener.getLocalPort();
  }

  private void accept() {
    try {
      while (true) {
        Socket client = listener.accept();
        open.add(client);
        threads.execute(() -> serve(client));
      }
    } catch (IOException e) {
      if (!listener.isClosed()) {
        throw new UncheckedIOException(e);
      }
    }
  }

  private void serve(Socket client) {
    try (client) {
      client.setSoTimeout(SILENCE_MILLIS);
      InputStream in = client.getInputStream();
      int first = in.read();
      if (first == HANDSHAKE) {
        client.getOutputStream().write(REFUSAL);
        client.shutdownOutput();
        // read to its end: closed with unread input, the answer would be taken back
        in.transferTo(OutputStream.nullOutputStream());
      } else if (first >= 0) {
        pass(client, first);
      }
    } catch (IOException broken) {
      // one of the two has gone
    } finally {
      open.remove(client);
    }
  }

  private void pass(Socket client, int first) throws IOException {
    try (Socket server = new Socket(InetAddress.getLoopbackAddress(), behind)) {
      threads.execute(() -> {
        try (client) {
          server.getInputStream().transferTo(client.getOutputStream());
        } catch (IOException broken) {
          // one of the two has gone
        }
      });
      server.getOutputStream().write(first);
      client.getInputStream().transferTo(server.getOutputStream());
    }
  }

  @Override
  public void close() {
    try {
      listener.close();
      for (Socket client : open) {
        client.close();
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    threads.shutdown();
  }
}
