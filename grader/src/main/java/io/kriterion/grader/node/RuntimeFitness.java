package io.kriterion.grader.node;

import io.kriterion.cri.runtime.RuntimeStatus;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Whether a runtime that is there may be given untrusted programs. */
final class RuntimeFitness {

  /* The plugins of a pod network that leads nowhere. */
  private static final Set<String> LEADING_NOWHERE = Set.of("kriterion-null", "loopback");

  private static final Pattern PLUGIN_TYPE = Pattern.compile("\"type\"\\s*:\\s*\"([^\"]*)\"");
  private static final Pattern SYSTEMD_CGROUPS =
      Pattern.compile("\"systemdCgroup\"\\s*:\\s*true", Pattern.CASE_INSENSITIVE);

  private RuntimeFitness() {}

  /**
   * Why the runtime cannot serve, in one line with what to do, or empty if it can.
   *
   * @param networkAllowed whether submissions may have the runtime's pod network
   */
  static Optional<String> objection(RuntimeStatus status, boolean networkAllowed) {
    if (!status.runtimeReady()) {
      return Optional.of("the runtime is not ready: " + status.message());
    }
    if (!status.networkReady()) {
      return Optional.of(
          "the runtime has no pod network (CNI): "
              + status.message()
              + "; install Kriterion's null network there, or let kriterion start a containerd of"
              + " its own: kriterion containerd start");
    }
    if (!networkAllowed && !leadsNowhere(status)) {
      return Optional.of(
          "the runtime's pod network is a real one, and submissions get none; let kriterion start a"
              + " containerd of its own, or say --allow-network");
    }
    if (SYSTEMD_CGROUPS.matcher(status.info().getOrDefault("config", "")).find()) {
      return Optional.of(
          "a handler of the runtime uses the systemd cgroup driver, with which the node cannot limit"
              + " a sandbox; set SystemdCgroup = false, or let kriterion start a containerd of its own");
    }
    return Optional.empty();
  }

  /** Whether the runtime's pods are known to have no network beside {@code lo}. */
  static boolean leadsNowhere(RuntimeStatus status) {
    Matcher types = PLUGIN_TYPE.matcher(status.info().getOrDefault("cniconfig", ""));
    boolean any = false;
    while (types.find()) {
      if (!LEADING_NOWHERE.contains(types.group(1))) {
        return false;
      }
      any = true;
    }
    return any;
  }
}
