package io.kriterion.cri.conformance;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
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

  private final ServerSocket listener;
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
        threads.execute(() -> serve(client));
      }
    } catch (IOException closed) {
      // by close()
    }
  }

  private void serve(Socket client) {
    try (client) {
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
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    threads.shutdown();
  }
}
