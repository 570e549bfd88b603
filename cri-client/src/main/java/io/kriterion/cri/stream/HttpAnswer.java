package io.kriterion.cri.stream;

import io.kriterion.cri.error.CriStreamCode;
import io.netty.handler.codec.http.FullHttpResponse;
import io.netty.handler.codec.http.HttpResponseStatus;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** An HTTP answer that is not the one that was hoped for. */
final class HttpAnswer {

  /** How much of an answer is read. */
  static final int MAX_BYTES = 64 << 10;

  private static final int MAX_QUOTE = 200;

  private HttpAnswer() {}

  /** Ends a connection that was answered this. */
  static void fail(
      StreamConnection connection, FullHttpResponse response, @Nullable Throwable cause) {
    CriStreamCode code = CriStreamCode.REFUSED;
    String message;
    if (response.decoderResult().isFailure()) {
      code = CriStreamCode.PROTOCOL;
      message = "the runtime's stream server does not speak HTTP";
    } else if (response.status().equals(HttpResponseStatus.NOT_FOUND)) {
      code = CriStreamCode.ADDRESS_EXPIRED;
      message =
          "the runtime does not know the streams' address (it is good once, and for a minute)";
    } else {
      message = "the runtime refused the streams: " + describe(response);
    }
    connection.failToOpen(code, message, cause);
  }

  /** One line with the status and the beginning of the body. */
  private static String describe(FullHttpResponse response) {
    String body = response.content().toString(StandardCharsets.UTF_8).strip();
    String quote = body.substring(0, Math.min(MAX_QUOTE, body.length())).replaceAll("\\p{Cc}", " ");
    return response.status() + (quote.isEmpty() ? "" : ": " + quote);
  }
}
