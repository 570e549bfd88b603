package io.kriterion.cri.observe;

/**
 * Is told of every call that goes to the runtime, for traces and metrics. Each attempt counts: a
 * call that is made again after a restart is two. Thread-safe, quick and without exceptions; what
 * it throws is logged and changes nothing.
 */
@FunctionalInterface
public interface CallObserver {

  /** Wants to know nothing. */
  CallObserver NONE = rpc -> code -> {};

  /**
   * A call begins. Called by the thread that makes it, so that what belongs to a thread (the span
   * of a trace) is at hand.
   *
   * @param rpc its name, as the CRI writes it ({@code RunPodSandbox})
   */
  ObservedCall begin(String rpc);
}
