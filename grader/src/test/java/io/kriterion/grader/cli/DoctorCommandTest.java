package io.kriterion.grader.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.kriterion.grader.doctor.Finding;
import io.kriterion.grader.doctor.Finding.Level;
import org.junit.jupiter.api.Test;

/** How a finding is told. */
class DoctorCommandTest {

  private static final Finding FINE = new Finding("swap", Level.OK, "off", "");
  private static final Finding BAD =
      new Finding("cgroups", Level.PROBLEM, "cgroup v2; lacks \"pids\"", "enable them");

  @Test
  void forPeople() {
    assertThat(DoctorCommand.text(FINE)).isEqualTo("ok       swap: off\n");
    assertThat(DoctorCommand.text(BAD))
        .isEqualTo("problem  cgroups: cgroup v2; lacks \"pids\"\n           to do: enable them\n");
  }

  @Test
  void asJson() {
    assertThat(DoctorCommand.json(BAD))
        .isEqualTo(
            "{\"check\":\"cgroups\",\"level\":\"problem\",\"found\":\"cgroup v2; lacks"
                + " \\\"pids\\\"\",\"advice\":\"enable them\"}");
  }
}
