package io.kriterion.grader.pool;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The prepared entries of one shape, oldest first. Not safe for several threads. */
final class Shelf<E extends PoolEntry> {

  private record Kept<E>(E entry, long since) {}

  private final Deque<Kept<E>> ready = new ArrayDeque<>();
  final Demand demand;
  int preparing;
  long hits;
  long misses;
  long rotten;

  Shelf(long now) {
    demand = new Demand(now);
  }

  int ready() {
    return ready.size();
  }

  int held() {
    return ready.size() + preparing;
  }

  void put(E entry, long now) {
    ready.addLast(new Kept<>(entry, now));
  }

  /** The oldest, or null when there is none. */
  @Nullable E take() {
    Kept<E> oldest = ready.pollFirst();
    return oldest == null ? null : oldest.entry();
  }

  /** Takes those that are older than {@code age}. */
  List<E> takeOlder(long age, long now) {
    List<E> old = new ArrayList<>();
    while (!ready.isEmpty() && now - ready.getFirst().since() > age) {
      old.add(ready.removeFirst().entry());
    }
    return old;
  }

  List<E> takeAll() {
    List<E> all = new ArrayList<>();
    ready.forEach(kept -> all.add(kept.entry()));
    ready.clear();
    return all;
  }
}
