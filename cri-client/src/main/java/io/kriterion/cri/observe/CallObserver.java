package io.kriterion.cri.observe;

import java.util.concurrent.Callable;

/**
 * Is told of every call that goes to the runtime, for traces and metrics. Each attempt counts: a
 * call that is made again after a restart is two. Thread-safe and quick; what it throws is logged
 * and changes nothing.
 */
@FunctionalInterface
public interface CallObserver {

  /** Wants to know nothing. */
  CallObserver NONE = rpc -> code -> {};

  /**
   * A call begins. Called by the thread that makes it: the caller's, or, where an interrupt must
   * not break the call off (leases) and where others may wait for it too (pulls), one that does
   * what {@link #carry} has made of the work.
   *
   * @param rpc its name, as the CRI writes it ({@code RunPodSandbox})
   */
  ObservedCall begin(String rpc);

  /**
   * Work is about to be handed to another thread. Called by the thread that hands it over; an
   * observer that keeps something by thread (the span of a trace) wraps the work, so that it is at
   * hand there too.
   */
  default <T> Callable<T> carry(Callable<T> work) {
    return work;
  }
}
