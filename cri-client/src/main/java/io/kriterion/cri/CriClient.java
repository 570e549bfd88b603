package io.kriterion.cri;

import io.grpc.Channel;
import io.kriterion.cri.capability.Capabilities;
import io.kriterion.cri.channel.CriChannel;
import io.kriterion.cri.channel.SocketProbe;
import io.kriterion.cri.error.CriCallException;
import io.kriterion.cri.error.CriConnectionException;
import io.kriterion.cri.error.CriErrorCode;
import io.kriterion.cri.image.ImageService;
import io.kriterion.cri.lease.Sandbox;
import io.kriterion.cri.runtime.Checkpoints;
import io.kriterion.cri.runtime.EventService;
import io.kriterion.cri.runtime.Maintenance;
import io.kriterion.cri.runtime.RuntimeService;
import io.kriterion.cri.runtime.RuntimeVersion;
import io.kriterion.cri.runtime.StreamAddresses;
import io.kriterion.cri.runtime.StreamedLists;
import io.kriterion.cri.sandbox.PodSandboxSpec;
import io.kriterion.cri.stats.StatsService;
import io.kriterion.cri.stream.StreamOptions;
import io.kriterion.cri.stream.Streams;
import java.nio.file.Path;
import java.time.Duration;
import java.util.function.Function;

/**
 * A connection to a CRI runtime on this machine. Thread-safe; one is enough for a process. It
 * survives a restart of the runtime: calls that are safe to repeat wait for it, others fail
 * meanwhile, streams break.
 */
public final class CriClient implements AutoCloseable {

  private final CriChannel channel;
  private final RuntimeVersion version;
  private final Capabilities capabilities;
  private final RuntimeService runtime;
  private final StreamedLists lists;
  private final Maintenance maintenance;
  private final Checkpoints checkpoints;
  private final StatsService stats;
  private final EventService events;
  private final ImageService images;
  private final Streams streams;

  private CriClient(CriChannel channel, RuntimeVersion version, StreamOptions streams) {
    this.channel = channel;
    this.version = version;
    this.capabilities = new Capabilities(channel);
    this.runtime = new RuntimeService(channel, capabilities);
    this.lists = new StreamedLists(channel, capabilities);
    this.maintenance = new Maintenance(channel, capabilities);
    this.checkpoints = new Checkpoints(channel, capabilities);
    this.stats = new StatsService(channel, capabilities);
    this.events = new EventService(channel, capabilities, runtime);
    this.images = new ImageService(channel, capabilities);
    this.streams = new Streams(channel, new StreamAddresses(runtime), streams);
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
    CriChannel channel =
        CriChannel.open(
            options.socket(), options.callTimeout(), options.restartPatience(), options.observer());
    try {
      Duration left = options.connectTimeout().minusNanos(System.nanoTime() - start);
      return new CriClient(channel, RuntimeService.firstVersion(channel, left), options.streams());
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
    // what follows "for" are the names of the transport's classes
    return String.valueOf(root.getMessage()).replaceFirst(" for \\[Netty.*", "");
  }

  /** Who answered when the connection was made. */
  public RuntimeVersion version() {
    return version;
  }

  /** What the runtime can do; right also after a restart with another release. */
  public Capabilities capabilities() {
    return capabilities;
  }

  /** Pod sandboxes and containers. */
  public RuntimeService runtime() {
    return runtime;
  }

  /** Images. */
  public ImageService images() {
    return images;
  }

  /** Lists of sandboxes and containers in parts. */
  public StreamedLists lists() {
    return lists;
  }

  /** Changes to what runs, and the runtime's own settings. */
  public Maintenance maintenance() {
    return maintenance;
  }

  /** Freezing and restoring. */
  public Checkpoints checkpoints() {
    return checkpoints;
  }

  /** What containers and pods use. */
  public StatsService stats() {
    return stats;
  }

  /** What happens to containers and pods. */
  public EventService events() {
    return events;
  }

  /**
   * A generated gRPC stub on this connection, for what this library cannot say. Nothing of the
   * library's is between: no check of what the runtime ignores, no safe defaults, gRPC's own
   * exceptions; only unary calls without a deadline get the call timeout. It ends with this client.
   *
   * @param stubs makes the stub, for example {@code RuntimeServiceGrpc::newBlockingStub}
   */
  public <S> S raw(Function<Channel, S> stubs) {
    return stubs.apply(channel.grpc());
  }

  /** Streams to containers. */
  public Streams streams() {
    return streams;
  }

  /**
   * Makes and starts a sandbox that is there until its handle is closed. Waits up to twice the call
   * timeout, an interrupt notwithstanding; if it fails, nothing is left.
   *
   * @throws io.kriterion.cri.error.CriException if the runtime refuses or does not answer
   */
  public Sandbox runSandbox(PodSandboxSpec spec) {
    return Sandbox.run(runtime, streams, channel.observer(), spec);
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
