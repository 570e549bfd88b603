package io.kriterion.cri.events;

import io.kriterion.cri.sandbox.SandboxId;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * All containers and pod sandboxes at one moment.
 *
 * @param members what there is, by id
 * @param seen when
 */
public record Population(SortedMap<String, Member> members, Instant seen) {

  /** How far something has come. */
  public enum Step {
    /** Made, not started. */
    CREATED,
    /** Running. */
    RUNNING,
    /** Ended. */
    STOPPED
  }

  /**
   * One container or sandbox.
   *
   * @param sandbox the sandbox it belongs to, or is
   * @param step how far it has come
   */
  public record Member(SandboxId sandbox, Step step) {}

  /** Copies the map. */
  public Population {
    members = Collections.unmodifiableSortedMap(new TreeMap<>(members));
  }

  /** What must have happened since an earlier moment, object by object. */
  List<ContainerEvent> since(Population earlier) {
    TreeSet<String> ids = new TreeSet<>(earlier.members.keySet());
    ids.addAll(members.keySet());
    List<ContainerEvent> events = new ArrayList<>();
    for (String id : ids) {
      Member before = earlier.members.get(id);
      Member now = members.get(id);
      if (now == null && before != null) {
        if (before.step() == Step.RUNNING) {
          events.add(event(id, ContainerEvent.Type.STOPPED, before));
        }
        events.add(event(id, ContainerEvent.Type.DELETED, before));
      } else if (now != null) {
        addSteps(id, before, now, events);
      }
    }
    return events;
  }

  private void addSteps(
      String id, @Nullable Member before, Member now, List<ContainerEvent> events) {
    for (Step step : Step.values()) {
      boolean isNew = before == null || step.compareTo(before.step()) > 0;
      if (isNew && step.compareTo(now.step()) <= 0) {
        events.add(
            event(
                id,
                switch (step) {
                  case CREATED -> ContainerEvent.Type.CREATED;
                  case RUNNING -> ContainerEvent.Type.STARTED;
                  case STOPPED -> ContainerEvent.Type.STOPPED;
                },
                now));
      }
    }
  }

  private ContainerEvent event(String id, ContainerEvent.Type type, Member member) {
    return new ContainerEvent(id, type, seen, Optional.of(member.sandbox()), OptionalInt.empty());
  }
}
