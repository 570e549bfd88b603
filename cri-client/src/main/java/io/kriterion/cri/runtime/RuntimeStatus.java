package io.kriterion.cri.runtime;

import java.util.List;
import java.util.Map;

/**
 * Whether the runtime can serve, and with what.
 *
 * @param runtimeReady whether it can run containers
 * @param networkReady whether it can give pods a network
 * @param message what is not ready and why, empty if all is
 * @param handlers the names of its runtime handlers, sorted; empty if the runtime does not tell
 * @param info what a verbose status says, by key; the values are the runtime's own, mostly JSON
 */
public record RuntimeStatus(
    boolean runtimeReady,
    boolean networkReady,
    String message,
    List<String> handlers,
    Map<String, String> info) {

  /** Copies list and map. */
  public RuntimeStatus {
    handlers = List.copyOf(handlers);
    info = Map.copyOf(info);
  }
}
