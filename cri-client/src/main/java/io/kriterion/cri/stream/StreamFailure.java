package io.kriterion.cri.stream;

import io.kriterion.cri.error.CriStreamCode;
import io.netty.handler.ssl.NotSslRecordException;
import java.io.IOException;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;

/** Tells what an exception of a channel's pipeline means. On the event loop. */
final class StreamFailure {

  /** What is said of a server that hangs up. */
  static final String CLOSED = "the runtime closed the connection instead of upgrading it";

  private StreamFailure() {}

  /** Hands an exception of open streams to the connection. */
  static void report(StreamConnection connection, @Nullable Throwable cause) {
    if (cause instanceof IOException || tls(cause) != null) {
      connection.disconnected(cause);
    } else {
      connection.fail(CriStreamCode.PROTOCOL, "the runtime broke the stream protocol", cause);
    }
  }

  /** Hands an exception before the upgrade to the connection. */
  static void reportOpening(StreamConnection connection, Throwable cause) {
    SSLException tls = tls(cause);
    if (tls instanceof NotSslRecordException) {
      connection.failToOpen(
          CriStreamCode.NOT_TRUSTED, "the runtime's stream server does not speak TLS", cause);
    } else if (tls != null) {
      connection.failToOpen(
          CriStreamCode.NOT_TRUSTED,
          "the runtime's stream server is not trusted: " + root(tls) + " (see StreamTrust)",
          cause);
    } else {
      connection.failToOpen(
          CriStreamCode.REFUSED, "the upgrade failed: " + cause.getMessage(), cause);
    }
  }

  private static @Nullable SSLException tls(@Nullable Throwable failure) {
    for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
      if (cause instanceof SSLException tls) {
        return tls;
      }
    }
    return null;
  }

  private static String root(Throwable failure) {
    Throwable root = failure;
    while (root.getCause() != null) {
      root = root.getCause();
    }
    return String.valueOf(root.getMessage());
  }
}
