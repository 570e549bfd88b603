package io.kriterion.cri.sandbox;

/** The two states of a pod sandbox. */
public enum SandboxState {
  /** Running: containers can be created in it. */
  READY,
  /** Stopped, or never completely started: it can only be removed. */
  NOT_READY
}
