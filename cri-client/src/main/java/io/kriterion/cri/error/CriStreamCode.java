package io.kriterion.cri.error;

/** Why a stream could not be opened, or how it broke. */
public enum CriStreamCode {
  /** The runtime's address is none that the client's options allow. */
  ADDRESS_REFUSED,
  /** The stream server takes no connection. */
  UNREACHABLE,
  /** The stream server's certificate is not trusted, or it speaks no TLS. */
  NOT_TRUSTED,
  /** The address is unknown to the stream server: it was used before, or is too old. */
  ADDRESS_EXPIRED,
  /** The stream server refuses the streams, or speaks none of our protocols. */
  REFUSED,
  /** The stream server did not answer in time. */
  TIMEOUT,
  /** The connection ended before the status. */
  BROKEN,
  /** The runtime said what the protocol does not allow. */
  PROTOCOL,
  /** The session or its client was closed. */
  CLOSED,
  /** The opening thread was interrupted. */
  INTERRUPTED
}
