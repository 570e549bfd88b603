package io.kriterion.grader.doctor;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** All checks together. */
class DoctorTest {

  @Test
  void everyCheckIsLookedAtAlsoAfterOneThatFails() {
    Finding fine = Finding.ok("a", "fine");
    Finding bad = Finding.problem("b", "bad", "mend it");
    Finding odd = Finding.warning("c", "odd", "look");
    List<Finding> told = new ArrayList<>();
    Doctor doctor =
        new Doctor(
            List.of(
                () -> List.of(fine, bad),
                () -> {
                  throw new IllegalStateException("made up");
                },
                () -> List.of(odd)));
    assertThat(doctor.examine(told::add)).isEqualTo(new Doctor.Summary(1, 1));
    assertThat(told).containsExactly(fine, bad, odd);
  }

  @Test
  void aFindingIsOneLine() {
    Finding finding = Finding.warning("x", "two\r\n lines\u001b[31m", "\ndo\nit ");
    assertThat(finding.found()).isEqualTo("two lines [31m");
    assertThat(finding.advice()).isEqualTo("do it");
  }
}
