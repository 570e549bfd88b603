package io.kriterion.cri.sandbox;

/** Whose network a pod sandbox sees. */
public enum NetworkMode {
  /** A network namespace of its own, filled by the runtime's CNI plugins. */
  POD,
  /** The host's network, with everything that listens on it. Never for untrusted programs. */
  NODE
}
