package io.kriterion.cri.sandbox;

import static java.util.Objects.requireNonNull;

/**
 * A port of the pod, and the port of the host that leads to it. It takes effect through the CNI
 * configuration's portmap plugin; without that the runtime ignores it.
 *
 * @param protocol the transport
 * @param containerPort the port inside, 1..65535
 * @param hostPort the port on the host, 1..65535; 0 where none leads to it and the pod's port is
 *     only told
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
    check("containerPort", containerPort, 1);
    check("hostPort", hostPort, 0);
  }

  private static void check(String what, int port, int least) {
    if (port < least || port > 65_535) {
      throw new IllegalArgumentException(what + ": " + port + " (expected: " + least + "..65535)");
    }
  }
}
