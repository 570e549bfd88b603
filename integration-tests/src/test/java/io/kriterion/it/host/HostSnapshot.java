package io.kriterion.it.host;

import io.kriterion.grader.process.Poll;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.concurrent.atomic.AtomicReference;

/**
 * Everything on this machine that a sandbox, its runtime or a containerd may leave behind: one line
 * each for processes, mounts, cgroups, network namespaces, directories and listening ports.
 *
 * <p>It is found by reading /proc and /sys, not by asking the code under test. What disappears
 * between two snapshots is not looked at.
 *
 * @param things a line for each, in order
 */
public record HostSnapshot(SortedSet<String> things) {

  /** What takes a moment to vanish, such as a process that was killed, has this long. */
  private static final Duration PATIENCE = Duration.ofSeconds(10);

  /** Copies the set. */
  public HostSnapshot {
    things = new TreeSet<>(things);
  }

  /** Takes a snapshot; takes some milliseconds. */
  public static HostSnapshot now() {
    SortedSet<String> things = new TreeSet<>();
    things.addAll(Processes.ofContainers());
    things.addAll(Mounts.all());
    things.addAll(Places.cgroups());
    things.addAll(Places.networkNamespaces());
    things.addAll(Places.directories());
    things.addAll(Ports.listening());
    return new HostSnapshot(things);
  }

  /**
   * Waits until nothing is there that was not there before, at most ten seconds.
   *
   * @throws AssertionError naming every thing that was left
   */
  public void assertNothingIsLeft() throws InterruptedException {
    AtomicReference<List<String>> left = new AtomicReference<>(List.of());
    boolean clean =
        Poll.until(
            () -> {
              left.set(now().beyond(this));
              return left.get().isEmpty();
            },
            PATIENCE);
    if (!clean) {
      throw new AssertionError(
          "left on this machine after "
              + PATIENCE.toSeconds()
              + " s:\n  "
              + String.join("\n  ", left.get()));
    }
  }

  List<String> beyond(HostSnapshot before) {
    List<String> more = new ArrayList<>(things);
    more.removeAll(before.things);
    return more;
  }
}
