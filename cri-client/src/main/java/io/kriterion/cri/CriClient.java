package io.kriterion.cri;

import io.kriterion.cri.channel.CriChannel;
import io.kriterion.cri.channel.SocketProbe;
import io.kriterion.cri.error.CriCallException;
import io.kriterion.cri.error.CriConnectionException;
import io.kriterion.cri.error.CriErrorCode;
import io.kriterion.cri.image.ImageService;
import io.kriterion.cri.runtime.RuntimeService;
import io.kriterion.cri.runtime.RuntimeVersion;
import io.kriterion.cri.runtime.StreamAddresses;
import io.kriterion.cri.stream.StreamOptions;
import io.kriterion.cri.stream.Streams;
import java.nio.file.Path;
import java.time.Duration;

/**
 * A connection to a CRI runtime on this machine. Thread-safe; one is enough for a process. It
 * survives a restart of the runtime: calls fail meanwhile, streams break.
 */
public final class CriClient implements AutoCloseable {

  private final CriChannel channel;
  private final RuntimeVersion version;
  private final RuntimeService runtime;
  private final ImageService images;
  private final Streams streams;

  private CriClient(
      CriChannel channel, RuntimeService runtime, RuntimeVersion version, StreamOptions streams) {
    this.channel = channel;
    this.runtime = runtime;
    this.version = version;
    this.images = new ImageService(channel);
    this.streams = new Streams(channel, new StreamAddresses(channel), streams);
  }

  /**
   * Connects with the default options.
   *
   * @param socket the runtime's Unix socket, usually {@code /run/containerd/containerd.sock}
   * @throws CriConnectionException if there is no CRI runtime
   */
  public static CriClient connect(Path socket) {
    return connect(CriClientOptions.of(socket));
  }

  /**
   * Connects: returns when a CRI runtime has said its version. Blocks at most for the connect
   * timeout; an interrupt ends the wait and stays set.
   *
   * @throws CriConnectionException if there is no CRI runtime; the message says what to do
   */
  public static CriClient connect(CriClientOptions options) {
    long start = System.nanoTime();
    SocketProbe.awaitListener(
        options.socket(), options.waitForSocket() ? options.connectTimeout() : Duration.ZERO);
    CriChannel channel = CriChannel.open(options.socket(), options.callTimeout());
    try {
      RuntimeService runtime = new RuntimeService(channel);
      Duration left = options.connectTimeout().minusNanos(System.nanoTime() - start);
      return new CriClient(channel, runtime, runtime.version(left), options.streams());
    } catch (CriCallException e) {
      channel.close();
      throw new CriConnectionException("connect", explain(options, e), true, e);
    } catch (CriConnectionException e) {
      channel.close();
      throw new CriConnectionException(
          "connect",
          options.socket() + " answers, but not as a container runtime does (" + rootOf(e) + ")",
          true,
          e);
    } catch (RuntimeException | Error e) {
      channel.close();
      throw e;
    }
  }

  private static String explain(CriClientOptions options, CriCallException e) {
    Path socket = options.socket();
    if (e.code() == CriErrorCode.UNIMPLEMENTED) {
      return socket
          + " answers, but has no CRI v1 (remove \"cri\" from disabled_plugins in containerd's"
          + " config.toml and restart it; containerd must be 1.6 or newer)";
    }
    if (e.code() == CriErrorCode.DEADLINE_EXCEEDED) {
      return socket
          + " takes connections, but did not say its version within "
          + options.connectTimeout().toMillis()
          + " ms (is it containerd's socket? is containerd stuck?)";
    }
    if (e.code() == CriErrorCode.CANCELLED) {
      return "interrupted while waiting for " + socket;
    }
    return socket + ": " + e.getMessage();
  }

  private static String rootOf(Throwable e) {
    Throwable root = e;
    while (root.getCause() != null) {
      root = root.getCause();
    }
    return String.valueOf(root.getMessage());
  }

  /** Who answered when the connection was made. */
  public RuntimeVersion version() {
    return version;
  }

  /** Pod sandboxes and containers. */
  public RuntimeService runtime() {
    return runtime;
  }

  /** Images. */
  public ImageService images() {
    return images;
  }

  /** Streams to containers. */
  public Streams streams() {
    return streams;
  }

  /**
   * Ends calls and streams that are still open, and the client's thread. What runs in the runtime
   * goes on. Idempotent; waits at most 10 seconds.
   */
  @Override
  public void close() {
    streams.close();
    channel.close();
  }
}
