package io.kriterion.cri.sandbox;

/** Whose processes the containers of a pod see. */
public enum PidMode {
  /** Each container its own. */
  CONTAINER,
  /** Those of the whole pod. */
  POD,
  /** All of the host. Never for untrusted programs. */
  NODE
}
