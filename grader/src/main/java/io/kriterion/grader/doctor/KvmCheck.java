package io.kriterion.grader.doctor;

import java.util.List;

/** {@code /dev/kvm}, without which Kata emulates a processor. */
final class KvmCheck implements Check {

  private static final String NAME = "kvm";
  private static final String DEVICE = "/dev/kvm";

  private final Machine machine;
  private final boolean kata;

  /**
   * The check.
   *
   * @param kata whether Kata is installed, and would use it
   */
  KvmCheck(Machine machine, boolean kata) {
    this.machine = machine;
    this.kata = kata;
  }

  @Override
  public List<Finding> look() {
    if (machine.has(DEVICE)) {
      return List.of(Finding.ok(NAME, DEVICE + " is there"));
    }
    return List.of(
        kata
            ? Finding.warning(
                NAME,
                "no " + DEVICE + ", but Kata: its sandboxes take ten seconds and more to start",
                "enable virtualisation in the firmware (in a machine that is virtual itself: nested"
                    + " virtualisation) and load kvm_intel or kvm_amd")
            : Finding.ok(NAME, "no " + DEVICE + "; only Kata would use it"));
  }
}
