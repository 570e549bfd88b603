package io.kriterion.cri.container;

/** Where a container is in its life. */
public enum ContainerState {
  /** Made, not started. */
  CREATED,
  /** Its main process runs. */
  RUNNING,
  /** Its main process has ended. */
  EXITED,
  /** The runtime does not know. */
  UNKNOWN
}
