package io.kriterion.grader.api;

import io.grpc.Server;
import io.grpc.health.v1.HealthCheckResponse.ServingStatus;
import io.grpc.protobuf.services.HealthStatusManager;
import io.kriterion.grader.config.ApiSettings;
import io.kriterion.grader.error.GraderException;
import io.kriterion.proto.grader.v1.GraderGrpc;
import io.kriterion.proto.grader.v1.OperatorGrpc;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import io.netty.util.concurrent.DefaultThreadFactory;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * A node's API, served on its Unix socket and, where that is configured, on the network with TLS.
 * SPECIFICATION.md, "API", says what it promises. Thread-safe.
 */
public final class ApiServer implements AutoCloseable {

  private static final int MOST_WATCHERS = 4_096;
  private static final int MOST_LOOPS = 4;
  private static final Duration ARRIVAL = Duration.ofSeconds(60);
  private static final Duration GRACE = Duration.ofSeconds(5);

  /* A request is in memory a few times until it is on disk: as it came, read, and as it is kept. One
  caller has half of this. */
  private static final int SHARE_OF_MEMORY = 16;

  private static final List<String> SERVICES =
      List.of(
          HealthStatusManager.SERVICE_NAME_ALL_SERVICES,
          GraderGrpc.SERVICE_NAME,
          OperatorGrpc.SERVICE_NAME);

  private final ApiSocket socket;
  private final EventLoopGroup loops;
  private final ExecutorService calls =
      Executors.newThreadPerTaskExecutor(Thread.ofVirtual().name("api-", 0).factory());
  private final Watchers watchers;
  private final HealthStatusManager health = new HealthStatusManager();
  private final Budget budget;
  private final List<Server> servers = new ArrayList<>();
  private final AtomicBoolean closed = new AtomicBoolean();

  private ApiServer(ApiSocket socket, Budget budget, Watchers watchers) {
    this.socket = socket;
    this.budget = budget;
    this.watchers = watchers;
    this.loops =
        new MultiThreadIoEventLoopGroup(
            Math.min(MOST_LOOPS, Runtime.getRuntime().availableProcessors()),
            new DefaultThreadFactory("api-io", true),
            NioIoHandler.newFactory());
  }

  /**
   * Starts it; it says that it does not serve until {@link #serving} is called.
   *
   * @throws GraderException NODE, one line: the socket is used by another process, an address or a
   *     certificate cannot be used, or two tokens cannot be told apart; nothing is left then
   */
  public static ApiServer start(ApiSettings settings, ApiParts parts) {
    long memory = Runtime.getRuntime().maxMemory() / SHARE_OF_MEMORY;
    long one = settings.largestRequest().bytes();
    return start(
        settings,
        parts,
        // beside the largest one there is room for others', however small the heap is
        new Budget(Math.max(memory, one + one / 2), one),
        new Watchers(MOST_WATCHERS),
        ARRIVAL,
        Lifetime.USUAL);
  }

  /**
   * As {@link #start(ApiSettings, ApiParts)}, with bounds of the caller's.
   *
   * @param budget what submissions may take together while they come in and are worked on
   * @param watchers those who follow tasks; nobody yet
   * @param arrival how long a request may take to arrive
   * @param lifetime how long a connection from the network lasts
   */
  static ApiServer start(
      ApiSettings settings,
      ApiParts parts,
      Budget budget,
      Watchers watchers,
      Duration arrival,
      Lifetime lifetime) {
    Callers callers = Callers.withTokens(settings.tokens());
    ApiServer api = new ApiServer(ApiSocket.prepare(settings.socket()), budget, watchers);
    try {
      api.serving(false);
      api.listen(settings, api.listeners(settings, parts, arrival, lifetime), callers);
      return api;
    } catch (RuntimeException | Error e) {
      api.close();
      throw e;
    }
  }

  private Listeners listeners(
      ApiSettings settings, ApiParts parts, Duration arrival, Lifetime lifetime) {
    return new Listeners(
        List.of(
            new GraderService(parts, watchers),
            new OperatorService(parts),
            health.getHealthService()),
        loops,
        calls,
        new InboundLimits(budget, settings.largestRequest(), arrival, loops),
        lifetime);
  }

  private void listen(ApiSettings settings, Listeners listeners, Callers callers) {
    servers.add(listeners.onSocket(socket));
    settings.tcp().ifPresent(tcp -> servers.add(listeners.onNetwork(tcp, callers)));
    socket.publish(settings.group());
  }

  /** The port on the network, where it is on it. */
  public OptionalInt port() {
    return servers.size() < 2 ? OptionalInt.empty() : OptionalInt.of(servers.getLast().getPort());
  }

  /**
   * Says by the health service, for both services and the whole, whether the node serves. Does not
   * block.
   */
  public void serving(boolean serving) {
    ServingStatus status = serving ? ServingStatus.SERVING : ServingStatus.NOT_SERVING;
    SERVICES.forEach(service -> health.setStatus(service, status));
  }

  /** Those who follow tasks. */
  Watchers watchers() {
    return watchers;
  }

  /**
   * Ends it: no new calls; those who watch get UNAVAILABLE, so that they come back; other calls may
   * go on for a while. The socket's file is removed. Blocks up to about 10 s, less if the thread is
   * interrupted, whose flag stays set; it may be called again.
   */
  @Override
  public void close() {
    if (closed.getAndSet(true)) {
      return;
    }
    health.enterTerminalState();
    servers.forEach(Server::shutdown);
    watchers.stop();
    boolean interrupted = false;
    try {
      watchers.awaitNone(GRACE);
      awaitEnd(GRACE);
      servers.forEach(Server::shutdownNow);
      awaitEnd(GRACE);
    } catch (InterruptedException e) {
      servers.forEach(Server::shutdownNow);
      interrupted = true;
    }
    socket.remove();
    calls.shutdownNow();
    var _ = loops.shutdownGracefully(0, GRACE.toMillis(), TimeUnit.MILLISECONDS);
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  private void awaitEnd(Duration wait) throws InterruptedException {
    long deadline = System.nanoTime() + wait.toNanos();
    for (Server server : servers) {
      server.awaitTermination(Math.max(0, deadline - System.nanoTime()), TimeUnit.NANOSECONDS);
    }
  }
}
