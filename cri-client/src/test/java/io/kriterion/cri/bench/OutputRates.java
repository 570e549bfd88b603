package io.kriterion.cri.bench;

import io.kriterion.cri.CriClient;
import io.kriterion.cri.container.ContainerId;
import io.kriterion.cri.stream.ExecSession;
import io.kriterion.cri.stream.ExecSpec;
import io.kriterion.cri.stream.Transport;
import io.netty.channel.EventLoopGroup;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeoutException;
import java.util.stream.Stream;

/**
 * How fast an exec's output comes: through the library, through Netty's codecs alone, into a socket
 * that nobody looks into, and through {@code ctr exec}, which asks the shim and not CRI.
 */
final class OutputRates {

  /** Makes the address of an exec. */
  interface Exec {
    URI of(boolean stdin, String... command);
  }

  private static final long OUTPUT = 512L << 20;
  private static final int ROUNDS = 4;
  private static final double MEGA = 1e6;
  private static final Duration SOON = Duration.ofMinutes(2);

  private final CriClient client;
  private final ContainerId container;
  private final Path socket;
  private final EventLoopGroup group;
  private final Exec url;

  OutputRates(
      CriClient client, ContainerId container, Path socket, EventLoopGroup group, Exec url) {
    this.client = client;
    this.container = container;
    this.socket = socket;
    this.group = group;
    this.url = url;
  }

  void run() throws IOException, InterruptedException, TimeoutException {
    double ours = 0;
    double webSocket = 0;
    double bare = 0;
    double drain = 0;
    double ctr = 0;
    for (int round = 0; round < ROUNDS; round++) {
      ours = Math.max(ours, ourRate(Transport.SPDY));
      webSocket = Math.max(webSocket, ourRate(Transport.WEBSOCKET));
      bare = Math.max(bare, rawRate());
      drain = Math.max(drain, drainRate());
      ctr = Math.max(ctr, ctrRate());
    }
    System.out.printf(
        Locale.ROOT,
        "%-28s ours %.0f MB/s, over WebSocket %.0f MB/s | bare Netty %.0f MB/s (x%.2f) | unread socket %.0f MB/s"
            + " (x%.2f) | ctr exec %.0f MB/s (x%.2f) | target"
            + " >= 200 MB/s or >= x0.90: %s%n",
        "exec output",
        ours,
        webSocket,
        bare,
        ours / bare,
        drain,
        ours / drain,
        ctr,
        ours / ctr,
        ours >= 200 || ours >= 0.9 * ctr ? "met" : "MISSED");
  }

  private static String[] zeros() {
    return new String[] {"head", "-c", Long.toString(OUTPUT), "/dev/zero"};
  }

  private double ourRate(Transport transport)
      throws IOException, InterruptedException, TimeoutException {
    byte[] chunk = new byte[256 << 10];
    ExecSpec spec = ExecSpec.of(List.of(zeros())).withTransport(transport);
    long start = System.nanoTime();
    try (ExecSession session = client.streams().exec(container, spec)) {
      InputStream in = session.stdout();
      long total = 0;
      for (int n; (n = in.read(chunk)) >= 0; ) {
        total += n;
      }
      session.await(SOON);
      return rate(total, start);
    }
  }

  private double rawRate() throws InterruptedException {
    long start = System.nanoTime();
    RawStream raw = new RawStream(group, url.of(false, zeros()), false, false);
    raw.ended.await();
    return rate(raw.received.get(), start);
  }

  private double drainRate() throws IOException {
    long start = System.nanoTime();
    long total = SocketDrain.run(url.of(false, zeros()));
    if (total < OUTPUT) {
      throw new IllegalStateException(total + " bytes (expected: " + OUTPUT + " and more)");
    }
    return rate(OUTPUT, start);
  }

  private double ctrRate() throws IOException, InterruptedException {
    long start = System.nanoTime();
    List<String> command = new ArrayList<>();
    command.addAll(List.of("ctr", "--address", socket.toString(), "--namespace", "k8s.io"));
    Path fifos = Files.createTempDirectory(socket.getParent(), "bench");
    command.addAll(List.of("tasks", "exec", "--fifo-dir", fifos.toString()));
    command.addAll(List.of("--exec-id", "bench" + start, container.value()));
    command.addAll(List.of(zeros()));
    Process process =
        new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT).start();
    byte[] chunk = new byte[256 << 10];
    long total = 0;
    try (InputStream in = process.getInputStream()) {
      for (int n; (n = in.read(chunk)) >= 0; ) {
        total += n;
      }
    }
    process.waitFor();
    double rate = rate(total, start);
    try (Stream<Path> left = Files.walk(fifos)) {
      for (Path each : left.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(each);
      }
    }
    return rate;
  }

  private static double rate(long bytes, long start) {
    if (bytes != OUTPUT) {
      throw new IllegalStateException(bytes + " bytes (expected: " + OUTPUT + ")");
    }
    return bytes / MEGA / ((System.nanoTime() - start) / 1e9);
  }
}
