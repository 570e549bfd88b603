package io.kriterion.cri.events;

import io.kriterion.cri.reader.StreamReader;

/**
 * Events from the moment of opening. Two sources, the same records; they differ in this:
 *
 * <ul>
 *   <li>from the runtime ({@link #polled} is false): every step, when it happens. containerd 1.7
 *       gives each event to only one of its subscribers and drops what more than 1000 wait for; a
 *       slow reader may miss events of any containerd. After a restart of the runtime the stream is
 *       broken: open another, and list what there is.
 *   <li>by comparing lists: steps are noticed at the next comparison, which happens only while
 *       somebody waits in {@code next}; the steps of one object come in their order, those of
 *       different objects by id; what came and went between two comparisons is never seen; times
 *       are those of noticing. It goes on after a restart of the runtime.
 * </ul>
 */
public interface ContainerEvents extends StreamReader<ContainerEvent> {

  /** Whether the events come from comparing lists. */
  boolean polled();
}
