package io.kriterion.client;

import static java.util.Objects.requireNonNull;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

/**
 * How to reach a node.
 *
 * @param target where it is
 * @param trustedCertificates a PEM file with the certificates that a node on the network is trusted
 *     by; empty: those that Java trusts. Not used on a Unix socket
 * @param deadline how long one call may take, repetitions included, more than 0; following a task
 *     may take as long as it likes
 * @param reconnectPatience how long following a task goes on trying while the node is away, 0 or
 *     more
 */
public record ClientOptions(
    Target target,
    Optional<Path> trustedCertificates,
    Duration deadline,
    Duration reconnectPatience) {

  /** Checks the times. */
  public ClientOptions {
    requireNonNull(target, "target");
    requireNonNull(trustedCertificates, "trustedCertificates");
    if (deadline.isNegative() || deadline.isZero()) {
      throw new IllegalArgumentException("deadline: " + deadline + " (expected: more than 0)");
    }
    if (reconnectPatience.isNegative()) {
      throw new IllegalArgumentException(
          "reconnectPatience: " + reconnectPatience + " (expected: 0 or more)");
    }
  }

  /** Where a node is. */
  public sealed interface Target {}

  /**
   * On this machine. Whoever may open the socket may do everything.
   *
   * @param path the node's Unix socket
   */
  public record Socket(Path path) implements Target {

    /** The path. */
    @Override
    public String toString() {
      return path.toString();
    }
  }

  /**
   * On the network, always with TLS.
   *
   * @param host a name or an address, for which the node has a certificate
   * @param port 1 to 65535
   * @param token what proves who the caller is; never shown
   */
  public record Address(String host, int port, String token) implements Target {

    /**
     * Checks the form.
     *
     * @throws IllegalArgumentException if a part cannot be used
     */
    public Address {
      if (host.isBlank()) {
        throw new IllegalArgumentException("host: empty (expected: a name or an address)");
      }
      if (port < 1 || port > 65_535) {
        throw new IllegalArgumentException("port: " + port + " (expected: 1 to 65535)");
      }
      if (token.isEmpty() || !token.chars().allMatch(c -> c > ' ' && c < 0x7f)) {
        throw new IllegalArgumentException(
            "token: empty, or not ASCII without spaces (expected: the token as the node has it)");
      }
    }

    /** Without the token. */
    @Override
    public String toString() {
      return (host.contains(":") ? "[" + host + "]" : host) + ":" + port;
    }
  }

  /** A node on this machine; deadline 30 seconds, patience 5 minutes. */
  public static ClientOptions ofSocket(Path socket) {
    return of(new Socket(socket));
  }

  /**
   * A node on the network; deadline 30 seconds, patience 5 minutes, the certificates that Java
   * trusts.
   *
   * @throws IllegalArgumentException if a part cannot be used
   */
  public static ClientOptions ofAddress(String host, int port, String token) {
    return of(new Address(host, port, token));
  }

  private static ClientOptions of(Target target) {
    return new ClientOptions(
        target, Optional.empty(), Duration.ofSeconds(30), Duration.ofMinutes(5));
  }

  /** A copy that trusts the certificates of a PEM file, and no others. */
  public ClientOptions withTrustedCertificates(Path pem) {
    return new ClientOptions(target, Optional.of(pem), deadline, reconnectPatience);
  }

  /** A copy with another deadline for calls. */
  public ClientOptions withDeadline(Duration deadline) {
    return new ClientOptions(target, trustedCertificates, deadline, reconnectPatience);
  }

  /** A copy with another patience for a node that is away. */
  public ClientOptions withReconnectPatience(Duration patience) {
    return new ClientOptions(target, trustedCertificates, deadline, patience);
  }
}
