package io.kriterion.cri;

import static java.util.Objects.requireNonNull;

import io.kriterion.cri.observe.CallObserver;
import io.kriterion.cri.stream.StreamOptions;
import java.nio.file.Path;
import java.time.Duration;

/**
 * How to reach a runtime.
 *
 * @param socket the runtime's Unix socket
 * @param callTimeout the deadline of one call, more than 0; RunPodSandbox gets it twice, calls that
 *     carry a time of their own get it on top
 * @param connectTimeout how long connecting may take in all, more than 0
 * @param waitForSocket whether to wait, up to {@code connectTimeout}, for a socket that is not
 *     there or where nobody listens yet; otherwise that fails at once
 * @param restartPatience how long a call that is safe to repeat waits, within its deadline, for a
 *     runtime that has gone away and may be restarting; zero to fail at once
 * @param streams which stream servers may be connected to
 * @param observer told of every call
 */
public record CriClientOptions(
    Path socket,
    Duration callTimeout,
    Duration connectTimeout,
    boolean waitForSocket,
    Duration restartPatience,
    StreamOptions streams,
    CallObserver observer) {

  /** Checks the times. */
  public CriClientOptions {
    requireNonNull(socket, "socket");
    requireNonNull(streams, "streams");
    requireNonNull(observer, "observer");
    positive("callTimeout", callTimeout);
    positive("connectTimeout", connectTimeout);
    if (restartPatience.isNegative()) {
      throw new IllegalArgumentException(
          "restartPatience: " + restartPatience + " (expected: 0 or more)");
    }
  }

  /**
   * A call timeout of 2 minutes, a connect timeout of 10 seconds, no waiting for the socket, 10
   * seconds of patience with a restart, streams from this machine's loopback only, no observer.
   */
  public static CriClientOptions of(Path socket) {
    return new CriClientOptions(
        socket,
        Duration.ofMinutes(2),
        Duration.ofSeconds(10),
        false,
        Duration.ofSeconds(10),
        StreamOptions.loopback(),
        CallObserver.NONE);
  }

  /** A copy with another deadline for calls. */
  public CriClientOptions withCallTimeout(Duration callTimeout) {
    return new CriClientOptions(
        socket, callTimeout, connectTimeout, waitForSocket, restartPatience, streams, observer);
  }

  /** A copy with another time for connecting. */
  public CriClientOptions withConnectTimeout(Duration connectTimeout) {
    return new CriClientOptions(
        socket, callTimeout, connectTimeout, waitForSocket, restartPatience, streams, observer);
  }

  /** A copy that waits, or does not wait, for the socket. */
  public CriClientOptions withWaitForSocket(boolean waitForSocket) {
    return new CriClientOptions(
        socket, callTimeout, connectTimeout, waitForSocket, restartPatience, streams, observer);
  }

  /** A copy with another patience for a runtime that is restarting. */
  public CriClientOptions withRestartPatience(Duration restartPatience) {
    return new CriClientOptions(
        socket, callTimeout, connectTimeout, waitForSocket, restartPatience, streams, observer);
  }

  /** A copy with other stream servers. */
  public CriClientOptions withStreams(StreamOptions streams) {
    return new CriClientOptions(
        socket, callTimeout, connectTimeout, waitForSocket, restartPatience, streams, observer);
  }

  /** A copy whose calls are told to an observer. */
  public CriClientOptions withObserver(CallObserver observer) {
    return new CriClientOptions(
        socket, callTimeout, connectTimeout, waitForSocket, restartPatience, streams, observer);
  }

  private static void positive(String what, Duration value) {
    if (value.isNegative() || value.isZero()) {
      throw new IllegalArgumentException(what + ": " + value + " (expected: more than 0)");
    }
  }
}
