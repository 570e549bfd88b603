package io.kriterion.cri.sandbox;

import java.util.List;
import java.util.Map;

/**
 * All that the runtime says of one pod sandbox.
 *
 * @param status what a status without details says
 * @param uid the uid it was made with
 * @param namespace the Kubernetes-style namespace it was made with
 * @param attempt the attempt it was made with
 * @param addresses its IP addresses, the first one first; empty on the node's network
 * @param network whose network it sees
 * @param pid whose processes its containers see
 * @param info the runtime's own words by key, mostly JSON ({@code info} holds the OCI specification
 *     in containerd); not of a fixed form
 */
public record PodSandboxDetails(
    PodSandboxStatus status,
    String uid,
    String namespace,
    int attempt,
    List<String> addresses,
    NetworkMode network,
    PidMode pid,
    Map<String, String> info) {

  /** Copies list and map. */
  public PodSandboxDetails {
    addresses = List.copyOf(addresses);
    info = Map.copyOf(info);
  }
}
