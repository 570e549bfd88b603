package io.kriterion.cri.error;

/**
 * Why a runtime refused a call: gRPC's code where it tells, otherwise what containerd's text says.
 */
public enum CriErrorCode {
  /** The object does not exist. On cleanup this is success. */
  NOT_FOUND,
  /** The name (metadata) of a sandbox or container is taken. */
  NAME_RESERVED,
  /** The runtime handler is not configured in the runtime. */
  NO_SUCH_HANDLER,
  /** The runtime handler is configured, but its shim or binary is not installed. */
  HANDLER_NOT_INSTALLED,
  /** The runtime has no pod network configuration (CNI). */
  NETWORK_NOT_READY,
  /** The container's command is not in its image, or is not executable. */
  COMMAND_NOT_FOUND,
  /** The container is not in the state that the call needs. */
  WRONG_STATE,
  /** The request is malformed. */
  INVALID_ARGUMENT,
  /** The call took longer than its deadline; it may have had its effect. */
  DEADLINE_EXCEEDED,
  /** A message or a quota is exceeded. */
  RESOURCE_EXHAUSTED,
  /** The runtime does not have this call, or its CRI plugin is disabled. */
  UNIMPLEMENTED,
  /** The image cannot be pulled: unknown, no permission, or no network. */
  IMAGE_UNAVAILABLE,
  /** The caller was interrupted or closed the client. */
  CANCELLED,
  /** Anything else; the message is the runtime's. */
  OTHER
}
