package io.kriterion.cri.observe;

import java.util.Map;

/** One call that is being observed. */
@FunctionalInterface
public interface ObservedCall {

  /**
   * What is sent with it, such as W3C's {@code traceparent}: containerd's own spans then belong to
   * the caller's trace. Names are of lower-case letters, digits, {@code -}, {@code _}, {@code .}
   * and do not end with {@code -bin}; values are of printable ASCII. Others are logged, and none is
   * sent. Asked for once, by the thread that makes the call.
   */
  default Map<String, String> headers() {
    return Map.of();
  }

  /**
   * It has ended; a call that streams, when the stream has. Called once, by any thread, which must
   * not be held up.
   *
   * @param code the gRPC code's name, {@code OK} if it went well
   */
  void ended(String code);
}
