package io.kriterion.cri.fake;

/** What a stream server can do wrong. */
public enum Fault {
  NONE,
  /** Answers 403 with a text. */
  REFUSE_UPGRADE,
  /** Takes the connection and never answers. */
  SILENT,
  /** Closes the connection instead of answering. */
  CLOSE_INSTEAD_OF_UPGRADE,
  /** Answers something that is no HTTP. */
  NO_HTTP,
  /** Breaks the connection after the program's output. */
  CLOSE_MIDWAY,
  /** Ends all in order, but for the exit status. */
  NO_STATUS,
  /** Sends a status that is no JSON. */
  BAD_STATUS,
  /** Sends bytes that are no frame. */
  BAD_FRAME,
  /** Writes to a stream that nobody opened. */
  UNKNOWN_STREAM,
  /** Sends a status of a megabyte. */
  ENDLESS_STATUS,
  /** Ends the streams in an order of its own, which a seed chooses. */
  SHUFFLED_END,
  /** Ends all in order, and closes with a TCP reset. */
  RESET_AT_CLOSE,
  /** Agrees, but to a protocol that nobody asked for. */
  OTHER_PROTOCOL
}
