package io.kriterion.cri.stream;

import io.netty.handler.codec.http.FullHttpResponse;
import java.nio.charset.StandardCharsets;

/** An HTTP answer that is not the one that was hoped for. */
final class HttpAnswer {

  /** How much of an answer is read. */
  static final int MAX_BYTES = 64 << 10;

  private static final int MAX_QUOTE = 200;

  private HttpAnswer() {}

  /** One line with the status and the beginning of the body. */
  static String describe(FullHttpResponse response) {
    if (response.decoderResult().isFailure()) {
      return "the runtime's stream server does not speak HTTP";
    }
    String body = response.content().toString(StandardCharsets.UTF_8).strip();
    String quote =
        body.substring(0, Math.min(MAX_QUOTE, body.length())).replaceAll("\\p{Cntrl}", " ");
    return "the runtime refused the streams: "
        + response.status()
        + (quote.isEmpty() ? "" : ": " + quote);
  }
}
