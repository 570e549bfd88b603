package io.kriterion.cri.bench;

import io.kriterion.cri.CriClient;
import io.kriterion.cri.container.ContainerId;
import io.kriterion.cri.stream.ExecSession;
import io.kriterion.cri.stream.ExecSpec;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.ByteBufAllocatorMetricProvider;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.locks.LockSupport;

/** Sixty-four streams at once, whose output nobody reads at first: what they take of memory. */
final class StreamCrowd {

  private static final int STREAMS = 64;
  private static final int EACH = 32 << 20;
  private static final int STEPS = 4;
  private static final double MEBI = 1 << 20;

  private final CriClient client;
  private final ContainerId container;

  StreamCrowd(CriClient client, ContainerId container) {
    this.client = client;
    this.container = container;
  }

  void run() throws Exception {
    print("64 streams: before");
    ExecSpec spec = ExecSpec.of(List.of("head", "-c", Integer.toString(EACH), "/dev/zero"));
    List<ExecSession> sessions = new ArrayList<>();
    try {
      for (int i = 0; i < STREAMS; i++) {
        sessions.add(client.streams().exec(container, spec));
      }
      LockSupport.parkNanos(Duration.ofSeconds(3).toNanos());
      print("64 streams: all full, unread");
      for (int step = 1; step <= STEPS; step++) {
        long start = System.nanoTime();
        readAll(sessions, EACH / STEPS);
        double seconds = (System.nanoTime() - start) / 1e9;
        print(
            String.format(
                Locale.ROOT,
                "64 streams: %d MB each, %.0f MB/s",
                (step * (EACH / STEPS)) >> 20,
                (double) STREAMS * EACH / STEPS / 1e6 / seconds));
      }
      for (ExecSession session : sessions) {
        session.await(Duration.ofMinutes(1));
      }
    } finally {
      sessions.forEach(ExecSession::close);
    }
    print("64 streams: after");
  }

  private static void readAll(List<ExecSession> sessions, int count) throws InterruptedException {
    List<Thread> readers = new ArrayList<>();
    for (ExecSession session : sessions) {
      readers.add(Thread.ofVirtual().start(() -> read(session, count)));
    }
    for (Thread reader : readers) {
      reader.join();
    }
  }

  private static void read(ExecSession session, int count) {
    byte[] chunk = new byte[64 << 10];
    try {
      for (int left = count; left > 0; ) {
        int n = session.stdout().read(chunk, 0, Math.min(chunk.length, left));
        if (n < 0) {
          throw new IllegalStateException("the output is short of " + left + " bytes");
        }
        left -= n;
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void print(String when) {
    System.gc();
    Runtime runtime = Runtime.getRuntime();
    double heap = (runtime.totalMemory() - runtime.freeMemory()) / MEBI;
    double direct =
        ByteBufAllocator.DEFAULT instanceof ByteBufAllocatorMetricProvider provider
            ? provider.metric().usedDirectMemory() / MEBI
            : Double.NaN;
    System.out.printf(
        Locale.ROOT,
        "%-40s heap %6.1f MiB, Netty's direct memory %6.1f MiB | target: flat%n",
        when,
        heap,
        direct);
  }
}
