package io.kriterion.cri.sandbox;

import static java.util.Objects.requireNonNull;

/**
 * A port of the host that leads into the pod. It takes effect through the CNI configuration's
 * portmap plugin; without that the runtime ignores it.
 *
 * @param protocol the transport
 * @param containerPort the port inside, 1..65535
 * @param hostPort the port on the host, 1..65535
 * @param hostIp the host's address, empty for all of them
 */
public record PortMapping(Protocol protocol, int containerPort, int hostPort, String hostIp) {

  /** The transports that CRI knows. */
  public enum Protocol {
    /** TCP. */
    TCP,
    /** UDP. */
    UDP,
    /** SCTP. */
    SCTP
  }

  /** Checks the ports. */
  public PortMapping {
    requireNonNull(protocol, "protocol");
    requireNonNull(hostIp, "hostIp");
    check("containerPort", containerPort);
    check("hostPort", hostPort);
  }

  private static void check(String what, int port) {
    if (port < 1 || port > 65_535) {
      throw new IllegalArgumentException(what + ": " + port + " (expected: 1..65535)");
    }
  }
}
