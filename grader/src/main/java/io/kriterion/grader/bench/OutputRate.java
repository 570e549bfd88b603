package io.kriterion.grader.bench;

import io.kriterion.cri.container.ContainerId;
import io.kriterion.cri.stream.ExecSession;
import io.kriterion.cri.stream.ExecSpec;
import io.kriterion.grader.sandbox.Sandbox;
import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeoutException;

/**
 * How fast what a program prints reaches the consumer, beside a plain streaming Exec of the same
 * program in the same sandbox; the heap must stay as it is meanwhile.
 */
final class OutputRate {

  private static final int BYTES = 200_000_000;
  private static final double LEAST = 200;
  private static final long MOST_GROWTH = 48L << 20;
  private static final List<String> COMMAND =
      List.of("/usr/bin/head", "-c", Integer.toString(BYTES), "/dev/zero");

  private final Bench bench;

  OutputRate(Bench bench) {
    this.bench = bench;
  }

  Figure measure() throws InterruptedException {
    List<Double> ours = new ArrayList<>();
    List<Double> theirs = new ArrayList<>();
    long growth = 0;
    try (Sandbox sandbox = bench.launched()) {
      long before = LiveHeap.bytes();
      for (int run = 0; run < Math.max(3, bench.runs() / 20); run++) {
        ours.add(framed(sandbox));
        growth = Math.max(growth, LiveHeap.bytes() - before);
        theirs.add(plain(sandbox.containerId()));
      }
    }
    Samples rates = Samples.of(ours);
    return Figure.ofRates(
        "output-rate",
        bench.handler(),
        "MB/s",
        rates,
        Samples.of(theirs).atLeast(50),
        "a plain streaming Exec",
        "p50 >= 200, flat heap",
        rates.atLeast(50) >= LEAST && growth <= MOST_GROWTH);
  }

  private static double framed(Sandbox sandbox) {
    long[] count = new long[1];
    long start = System.nanoTime();
    Bench.run(sandbox, COMMAND, (error, bytes) -> count[0] += bytes.length);
    return rate(count[0], start);
  }

  private double plain(ContainerId container) throws InterruptedException {
    long start = System.nanoTime();
    try (ExecSession exec = bench.host().client().streams().exec(container, ExecSpec.of(COMMAND))) {
      exec.stderr().close();
      byte[] buffer = new byte[65_536];
      long count = 0;
      InputStream stdout = exec.stdout();
      for (int read = stdout.read(buffer); read >= 0; read = stdout.read(buffer)) {
        count += read;
      }
      exec.await(Duration.ofMinutes(1));
      return rate(count, start);
    } catch (IOException | TimeoutException e) {
      throw new IllegalStateException("the plain Exec failed", e);
    }
  }

  private static double rate(long count, long start) {
    if (count != BYTES) {
      throw new IllegalStateException(count + " bytes came (expected: " + BYTES + ")");
    }
    return count / (double) Bench.MEGABYTE / ((System.nanoTime() - start) / 1e9);
  }
}
