package io.kriterion.cri.sandbox;

import java.util.List;

/**
 * What the pod's {@code resolv.conf} says. All empty means the host's own.
 *
 * @param servers addresses of name servers
 * @param searches domains to search
 * @param options resolver options, for example {@code ndots:2}
 */
public record Dns(List<String> servers, List<String> searches, List<String> options) {

  /** The host's. */
  public static final Dns OF_THE_HOST = new Dns(List.of(), List.of(), List.of());

  /** Copies the lists. */
  public Dns {
    servers = List.copyOf(servers);
    searches = List.copyOf(searches);
    options = List.copyOf(options);
  }
}
