package io.kriterion.cri.stream;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * The size of a session's terminal on its way to the runtime. While the connection takes nothing,
 * only the last size is kept. Thread-safe.
 */
final class TerminalSize {

  private static final int MAX = 65_535;

  private final SessionState state;
  private final AtomicReference<byte @Nullable []> waiting = new AtomicReference<>();

  TerminalSize(SessionState state) {
    this.state = state;
  }

  void set(int columns, int rows) {
    String json =
        "{\"Width\":" + checked("columns", columns) + ",\"Height\":" + checked("rows", rows) + "}";
    waiting.set((json + "\n").getBytes(US_ASCII));
    send();
  }

  private static int checked(String what, int value) {
    if (value < 1 || value > MAX) {
      throw new IllegalArgumentException(what + ": " + value + " (expected: 1.." + MAX + ")");
    }
    return value;
  }

  /** Sends the size that waits, if one does and the connection takes it now. */
  void send() {
    SessionState.Link link = state.openLink();
    if (link == null || waiting.get() == null || !link.channel().isWritable()) {
      return;
    }
    // one thread at a time, so that the last size is also sent last
    link.channel()
        .eventLoop()
        .execute(() -> {
          byte[] json = waiting.getAndSet(null);
          if (json != null) {
            var unused =
                link.channel().writeAndFlush(link.frames().size(link.channel().alloc(), json));
          }
        });
  }
}
