package io.kriterion.grader.pool;

import io.kriterion.grader.sandbox.SandboxShape;
import io.kriterion.grader.task.ByteSize;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.ToLongFunction;

/**
 * What a pool holds of every shape, and what it lacks: the decisions, without any thread. Not safe
 * for several threads.
 */
final class Shelves<E extends PoolEntry> {

  private final PoolSettings settings;
  private final ToLongFunction<SandboxShape> cost;
  private final Map<SandboxShape, Shelf<E>> shelves = new LinkedHashMap<>();
  private final Map<String, BackOff> handlers = new HashMap<>();

  /**
   * No shape yet.
   *
   * @param cost how many bytes of memory a prepared entry takes from the host
   */
  Shelves(PoolSettings settings, ToLongFunction<SandboxShape> cost) {
    this.settings = settings;
    this.cost = cost;
  }

  /** The shelf of a shape; one is put up where there is none. */
  Shelf<E> of(SandboxShape shape, long now) {
    return shelves.computeIfAbsent(shape, s -> new Shelf<>(now));
  }

  Collection<Shelf<E>> all() {
    return shelves.values();
  }

  BackOff backOff(SandboxShape shape) {
    return handlers.computeIfAbsent(
        shape.handler(), h -> new BackOff(settings.firstBackOff(), settings.mostBackOff()));
  }

  /** Takes away what has ended, is too old, or is of a shape that nobody wants any more. */
  void sort(long now, Consumer<E> discard) {
    List<SandboxShape> givenUp = new ArrayList<>();
    shelves.forEach((shape, shelf) -> {
      shelf.takeOlder(settings.age().toNanos(), now).forEach(discard);
      List<E> ended = shelf.takeEnded();
      shelf.rotten += ended.size();
      ended.forEach(discard);
      if (now - shelf.demand.lastArrival() > settings.idle().toNanos()) {
        shelf.takeAll().forEach(discard);
        if (shelf.preparing == 0) {
          givenUp.add(shape);
        }
      }
    });
    givenUp.forEach(shelves::remove);
  }

  /**
   * The shape that lacks most, among those that may be prepared now. One that has nothing may have
   * the room of others' spare entries: what came first does not keep the whole budget. Nothing is
   * thrown away for a handler that has just failed.
   */
  Optional<SandboxShape> next(long now) {
    if (shelves.values().stream().mapToInt(shelf -> shelf.preparing).sum() >= settings.refills()) {
      return Optional.empty();
    }
    long left = left();
    long spare = spare();
    Optional<SandboxShape> best = Optional.empty();
    double most = 0;
    for (Map.Entry<SandboxShape, Shelf<E>> each : shelves.entrySet()) {
      int target = target(each.getValue(), now);
      double lacking = (double) (target - each.getValue().held()) / Math.max(1, target);
      BackOff handler = backOff(each.getKey());
      boolean lent = each.getValue().held() == 0 && !handler.failing();
      long room = lent ? left + spare : left;
      if (lacking > most && cost.applyAsLong(each.getKey()) <= room && !handler.active(now)) {
        best = Optional.of(each.getKey());
        most = lacking;
      }
    }
    return best;
  }

  /** Takes what is in the way of one more of a shape that {@link #next} has named. */
  List<E> makeRoom(SandboxShape shape, long now) {
    List<E> taken = new ArrayList<>();
    while (cost.applyAsLong(shape) > left() && spare() > 0) {
      shelves.values().stream()
          .filter(shelf -> shelf.spare() > 0)
          .max(Comparator.comparingDouble(shelf -> shelf.held() / (double) target(shelf, now)))
          .flatMap(shelf -> Optional.ofNullable(shelf.take()))
          .ifPresent(taken::add);
    }
    return taken;
  }

  void prepared(SandboxShape shape, Shelf<E> shelf, Duration took) {
    backOff(shape).succeeded();
    shelf.refills++;
    shelf.demand.prepared(took);
  }

  void failed(SandboxShape shape, Shelf<E> shelf, long now, String why) {
    backOff(shape).failed(now, why);
    shelf.failures++;
  }

  PoolState state(long now) {
    List<PoolState.Shape> shapes = new ArrayList<>();
    shelves.forEach((shape, shelf) ->
        shapes.add(
            new PoolState.Shape(
                shape,
                shelf.ready(),
                shelf.preparing,
                target(shelf, now),
                shelf.oldest().stream().mapToObj(since -> Duration.ofNanos(now - since)).findAny(),
                shelf.hits,
                shelf.misses,
                shelf.refills,
                shelf.failures,
                shelf.rotten,
                backOff(shape).active(now) ? backOff(shape).reason() : "")));
    boolean settled = next(now).isEmpty() && shapes.stream().allMatch(s -> s.preparing() == 0);
    return new PoolState(shapes, new ByteSize(memory()), settings.memory(), settled);
  }

  private int target(Shelf<E> shelf, long now) {
    return Math.min(settings.most(), Math.max(settings.least(), shelf.demand.target(now)));
  }

  private long left() {
    return settings.memory().bytes() - memory();
  }

  private long spare() {
    return shelves.entrySet().stream()
        .mapToLong(each -> each.getValue().spare() * cost.applyAsLong(each.getKey()))
        .sum();
  }

  private long memory() {
    return shelves.entrySet().stream()
        .mapToLong(each -> each.getValue().held() * cost.applyAsLong(each.getKey()))
        .sum();
  }
}
