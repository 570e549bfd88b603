package io.kriterion.grader.intake;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** Why an attempt has no result. */
class OutcomeTest {

  @Test
  void aFailureIsOneLineWithoutControlCharacters() {
    assertThat(Outcome.oneLine(new IllegalStateException(" a\u001b[2J\n b\u009b2J\n")))
        .isEqualTo("a; [2J; b; 2J");
  }
}
