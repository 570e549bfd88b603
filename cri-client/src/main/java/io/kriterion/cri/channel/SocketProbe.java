package io.kriterion.cri.channel;

import io.kriterion.cri.error.CriConnectionException;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.SocketChannel;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * Says whether somebody listens on a Unix socket, and if not, why not. gRPC would answer all of it
 * with UNAVAILABLE, and would try again only after a second.
 */
public final class SocketProbe {

  private static final long PAUSE_NANOS = TimeUnit.MILLISECONDS.toNanos(10);

  private SocketProbe() {}

  /**
   * Returns when somebody listens on the socket.
   *
   * @param socket the path of the socket
   * @param patience how long to wait for a socket that is not there or where nobody listens yet
   * @throws CriConnectionException if nobody does, or the path is something else; an interrupt ends
   *     the waiting and stays set
   */
  public static void awaitListener(Path socket, Duration patience) {
    long start = System.nanoTime();
    while (true) {
      Obstacle obstacle = obstacle(socket);
      if (obstacle == null) {
        return;
      }
      boolean late = System.nanoTime() - start >= patience.toNanos();
      if (!obstacle.passing() || late || Thread.currentThread().isInterrupted()) {
        throw new CriConnectionException("connect", obstacle.message(), true, obstacle.cause());
      }
      // nothing tells when a stranger calls listen(2): this is the one place that asks again
      LockSupport.parkNanos(PAUSE_NANOS);
    }
  }

  /** Why the socket cannot be used now; {@code passing} if time may mend it. */
  private record Obstacle(String message, boolean passing, IOException cause) {}

  private static @Nullable Obstacle obstacle(Path socket) {
    try (SocketChannel channel = SocketChannel.open(StandardProtocolFamily.UNIX)) {
      channel.connect(UnixDomainSocketAddress.of(socket));
      return null;
    } catch (IOException e) {
      // connect(2) says "refused" for any file, so look what it is
      return explain(socket, e);
    }
  }

  private static Obstacle explain(Path socket, IOException refusal) {
    String text = String.valueOf(refusal.getMessage());
    try {
      BasicFileAttributes attributes = Files.readAttributes(socket, BasicFileAttributes.class);
      if (!attributes.isOther()) {
        return new Obstacle(
            socket + " is no socket (give the path of containerd's socket)", false, refusal);
      }
    } catch (NoSuchFileException e) {
      return new Obstacle(
          "there is no socket at " + socket + " (start containerd, or give the path of its socket)",
          true,
          e);
    } catch (AccessDeniedException e) {
      return denied(socket, e);
    } catch (IOException e) {
      return new Obstacle(socket + ": " + e.getMessage(), false, e);
    }
    if (text.contains("Permission denied")) {
      return denied(socket, refusal);
    }
    if (text.contains("Connection refused") || text.contains("No such file")) {
      return new Obstacle(
          "nobody listens on " + socket + " (start containerd; the file may be an old one)",
          true,
          refusal);
    }
    return new Obstacle(socket + ": " + text, false, refusal);
  }

  private static Obstacle denied(Path socket, IOException cause) {
    return new Obstacle(
        "no permission for "
            + socket
            + " (run as root or as a member of the socket's group: it gives root's rights)",
        false,
        cause);
  }
}
