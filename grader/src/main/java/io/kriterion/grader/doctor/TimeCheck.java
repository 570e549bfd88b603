package io.kriterion.grader.doctor;

import java.util.List;
import java.util.Map;

/** Whether something keeps the clock right, as far as that can be seen without asking it. */
final class TimeCheck implements Check {

  private static final String NAME = "clock";

  private static final Map<String, String> SIGNS =
      Map.of(
          "/run/systemd/timesync/synchronized", "systemd-timesyncd has set it",
          "/run/chrony/chronyd.pid", "chronyd runs",
          "/run/chronyd.pid", "chronyd runs",
          "/run/ntpd.pid", "ntpd runs");

  private final Machine machine;

  TimeCheck(Machine machine) {
    this.machine = machine;
  }

  @Override
  public List<Finding> look() {
    return List.of(
        SIGNS.entrySet().stream()
            .filter(sign -> machine.has(sign.getKey()))
            .map(sign -> Finding.ok(NAME, sign.getValue()))
            .findFirst()
            .orElseGet(() ->
                Finding.warning(
                    NAME,
                    "nothing is seen that keeps it right; the delay of sending compares two clocks",
                    "install chrony, or see that the host of this machine keeps its clock")));
  }
}
