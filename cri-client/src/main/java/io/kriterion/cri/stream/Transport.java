package io.kriterion.cri.stream;

/** The protocol below a stream. */
public enum Transport {
  /**
   * SPDY/3.1, with an end for every direction of every stream. The one to prefer with containerd.
   */
  SPDY,
  /** WebSocket with {@code v4.channel.k8s.io}. It cannot end the standard input. */
  WEBSOCKET
}
