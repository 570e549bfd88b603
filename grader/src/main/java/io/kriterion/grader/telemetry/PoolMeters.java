package io.kriterion.grader.telemetry;

import io.kriterion.grader.pool.PoolState;
import io.kriterion.grader.sandbox.SandboxShape;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.Meter.MeterProvider;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.MultiGauge;
import io.micrometer.core.instrument.MultiGauge.Row;
import io.micrometer.core.instrument.Tags;
import java.util.HashMap;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.ToIntFunction;
import org.jspecify.annotations.Nullable;

/**
 * What a pool holds and has done, by handler: images and sizes are no labels, since their number
 * has no bound. The pool forgets a shape's counts when it gives the shape up, so what is counted
 * here is by how much they grew since the last look. {@link #show} is not thread-safe.
 */
final class PoolMeters {

  private record Counts(long hits, long misses, long refills, long failures, long rotten) {
    static final Counts NONE = new Counts(0, 0, 0, 0, 0);

    static Counts of(PoolState.Shape shape) {
      return new Counts(
          shape.hits(), shape.misses(), shape.refills(), shape.failures(), shape.rotten());
    }

    /* A shape that was given up and came again counts from zero. */
    boolean grewFrom(Counts before) {
      return hits >= before.hits
          && misses >= before.misses
          && refills >= before.refills
          && failures >= before.failures
          && rotten >= before.rotten;
    }
  }

  private final MultiGauge ready;
  private final MultiGauge preparing;
  private final MultiGauge target;
  private final MeterProvider<Counter> claims;
  private final MeterProvider<Counter> refills;
  private final MeterProvider<Counter> failures;
  private final MeterProvider<Counter> rotten;
  private final Map<SandboxShape, Counts> seen = new HashMap<>();
  private volatile @Nullable PoolState latest;

  PoolMeters(MeterRegistry registry) {
    ready = gauge(registry, "kriterion.pool.ready", "Sandboxes that wait to be claimed");
    preparing = gauge(registry, "kriterion.pool.preparing", "Sandboxes in preparation");
    target = gauge(registry, "kriterion.pool.target", "Sandboxes that should wait");
    claims = counter(registry, "kriterion.pool.claims", "Claims, by whether they found a sandbox");
    refills = counter(registry, "kriterion.pool.refills", "Sandboxes that were prepared");
    failures = counter(registry, "kriterion.pool.failures", "Sandboxes that could not be prepared");
    rotten = counter(registry, "kriterion.pool.rotten", "Prepared sandboxes that were found dead");
    Gauge.builder("kriterion.pool.memory", this, PoolMeters::memory)
        .description("What the prepared sandboxes are reckoned to cost")
        .baseUnit("bytes")
        .register(registry);
    Gauge.builder("kriterion.pool.budget", this, PoolMeters::budget)
        .description("What they may cost at the most")
        .baseUnit("bytes")
        .register(registry);
  }

  private static MultiGauge gauge(MeterRegistry registry, String name, String description) {
    return MultiGauge.builder(name).description(description).register(registry);
  }

  private static MeterProvider<Counter> counter(
      MeterRegistry registry, String name, String description) {
    return Counter.builder(name).description(description).withRegistry(registry);
  }

  void show(PoolState now) {
    latest = now;
    gauges(ready, now, PoolState.Shape::ready);
    gauges(preparing, now, PoolState.Shape::preparing);
    gauges(target, now, PoolState.Shape::target);
    Map<SandboxShape, Counts> counts = new HashMap<>();
    for (PoolState.Shape shape : now.shapes()) {
      Counts next = Counts.of(shape);
      Counts before = seen.getOrDefault(shape.shape(), Counts.NONE);
      count(shape.shape().handler(), next, next.grewFrom(before) ? before : Counts.NONE);
      counts.put(shape.shape(), next);
    }
    seen.clear();
    seen.putAll(counts);
  }

  private void count(String handler, Counts next, Counts before) {
    claims
        .withTags("outcome", "claimed", "handler", handler)
        .increment((double) (next.hits() - before.hits()));
    claims
        .withTags("outcome", "missed", "handler", handler)
        .increment((double) (next.misses() - before.misses()));
    Tags tags = Tags.of("handler", handler);
    refills.withTags(tags).increment((double) (next.refills() - before.refills()));
    failures.withTags(tags).increment((double) (next.failures() - before.failures()));
    rotten.withTags(tags).increment((double) (next.rotten() - before.rotten()));
  }

  private static void gauges(
      MultiGauge gauge, PoolState now, ToIntFunction<PoolState.Shape> value) {
    Map<String, Integer> sums = new TreeMap<>();
    for (PoolState.Shape shape : now.shapes()) {
      sums.merge(shape.shape().handler(), value.applyAsInt(shape), Integer::sum);
    }
    gauge.register(
        sums.entrySet().stream()
            .map(sum -> Row.of(Tags.of("handler", sum.getKey()), sum.getValue()))
            .toList(),
        true);
  }

  private double memory() {
    PoolState now = latest;
    return now == null ? Double.NaN : now.memory().bytes();
  }

  private double budget() {
    PoolState now = latest;
    return now == null ? Double.NaN : now.budget().bytes();
  }
}
