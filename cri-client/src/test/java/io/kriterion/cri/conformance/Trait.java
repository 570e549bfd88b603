package io.kriterion.cri.conformance;

/** Kinds of behaviours that not every runtime has, though it serves graders. */
public enum Trait {
  /** Containers hold real processes, with a kernel's view of what they may do. */
  REAL_PROCESSES,
  /**
   * The kernel that the processes see is the host's: namespaces, capabilities, seccomp show as they
   * are.
   */
  KERNEL_VIEW,
  /** The main process's outputs can be attached to and are logged; its own exit is noticed. */
  MAIN_PROCESS,
  /** What an exec runs goes on when its client disconnects; without, it is ended. */
  DISCONNECTED_EXEC_GOES_ON,
  /** A terminal that follows the caller's size. */
  TERMINAL_SIZE,
  /** An exec whose input nobody reads stays as it is: true of containerd, of no use to anybody. */
  UNREAD_INPUT_HANGS,
  /** Ports of a pod can be forwarded. */
  PORT_FORWARD,
  /** An exec ends when the container is killed. */
  KILLED_EXEC_ENDS,
  /** Mounts of host directories. */
  MOUNTS,
  /** Limits on memory that kill, with the reason told. */
  MEMORY_LIMIT,
  /** Statistics of containers. */
  STATISTICS,
  /** Images that can be pulled from a registry on the loopback interface without TLS. */
  PULLS
}
