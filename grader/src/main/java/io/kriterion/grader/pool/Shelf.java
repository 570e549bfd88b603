package io.kriterion.grader.pool;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/**
 * The prepared entries of one shape, in the order in which they are taken: as they came, but for
 * those that were checked. Not safe for several threads.
 */
final class Shelf<E extends PoolEntry> {

  /** An entry, since when it is there, and when it last showed that it lives. */
  record Kept<E>(E entry, long since, long checked) {}

  private final Deque<Kept<E>> ready = new ArrayDeque<>();
  final Demand demand;
  int preparing;
  long hits;
  long misses;
  long rotten;
  long refills;
  long failures;

  Shelf(long now) {
    demand = new Demand(now);
  }

  int ready() {
    return ready.size();
  }

  int held() {
    return ready.size() + preparing;
  }

  /** How many could be taken away so that one is left that is ready. */
  int spare() {
    return Math.max(0, ready() - 1);
  }

  /** Since when the oldest is there, if there is one. */
  OptionalLong oldest() {
    return ready.stream().mapToLong(Kept::since).min();
  }

  void put(E entry, long now) {
    ready.addLast(new Kept<>(entry, now, now));
  }

  /** The oldest, or null when there is none. */
  @Nullable E take() {
    Kept<E> oldest = ready.pollFirst();
    return oldest == null ? null : oldest.entry();
  }

  /** Takes one that has not shown for {@code age} that it lives, or null when there is none. */
  @Nullable Kept<E> takeUnchecked(long age, long now) {
    for (Kept<E> kept : ready) {
      if (now - kept.checked() > age) {
        ready.remove(kept);
        return kept;
      }
    }
    return null;
  }

  /** Puts one back that has shown that it lives: it is the next that is taken. */
  void putBack(Kept<E> kept, long now) {
    ready.addFirst(new Kept<>(kept.entry(), kept.since(), now));
  }

  /** Takes those that are known to have ended. */
  List<E> takeEnded() {
    List<E> ended = new ArrayList<>();
    ready.removeIf(kept -> {
      if (kept.entry().ended()) {
        ended.add(kept.entry());
        return true;
      }
      return false;
    });
    return ended;
  }

  /** Takes those that are older than {@code age}. */
  List<E> takeOlder(long age, long now) {
    List<E> old = new ArrayList<>();
    ready.removeIf(kept -> now - kept.since() > age && old.add(kept.entry()));
    return old;
  }

  List<E> takeAll() {
    List<E> all = new ArrayList<>();
    ready.forEach(kept -> all.add(kept.entry()));
    ready.clear();
    return all;
  }
}
