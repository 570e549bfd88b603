package io.kriterion.cri.stream;

import static java.util.Objects.requireNonNull;

import java.util.HashSet;
import java.util.Set;

/**
 * Which stream servers may be connected to. The runtime answers an address for every stream; who
 * can make it answer another host could read what goes through the streams.
 *
 * @param hosts hosts besides this machine's loopback, as they stand in the runtime's addresses;
 *     only with TLS. Names are looked up by the system, on the thread that opens the stream
 * @param unsafePlainHosts as {@code hosts}, without TLS too: whoever is on the way can read and
 *     change everything
 * @param trust which certificates a stream server with TLS may show
 */
public record StreamOptions(Set<String> hosts, Set<String> unsafePlainHosts, StreamTrust trust) {

  /** Copies the hosts. */
  public StreamOptions {
    hosts = Set.copyOf(hosts);
    unsafePlainHosts = Set.copyOf(unsafePlainHosts);
    requireNonNull(trust, "trust");
  }

  /** Only this machine's loopback, without TLS: containerd's default. */
  public static StreamOptions loopback() {
    return new StreamOptions(Set.of(), Set.of(), StreamTrust.none());
  }

  /** A copy that trusts other certificates. */
  public StreamOptions withTrust(StreamTrust trust) {
    return new StreamOptions(hosts, unsafePlainHosts, trust);
  }

  /** A copy that allows a host with TLS. */
  public StreamOptions withHost(String host) {
    return new StreamOptions(plus(hosts, host), unsafePlainHosts, trust);
  }

  /** A copy that allows a host, with TLS or without: see {@code unsafePlainHosts}. */
  public StreamOptions withUnsafePlainHost(String host) {
    return new StreamOptions(hosts, plus(unsafePlainHosts, host), trust);
  }

  private static Set<String> plus(Set<String> hosts, String host) {
    Set<String> more = new HashSet<>(hosts);
    more.add(requireNonNull(host, "host"));
    return more;
  }

  /** Whether a host beyond loopback is allowed. */
  boolean allows(String host, boolean tls) {
    return unsafePlainHosts.contains(host) || (tls && hosts.contains(host));
  }
}
