package io.kriterion.grader.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.List;
import org.junit.jupiter.api.Test;

class RetryPolicyTest {

  @Test
  void attemptsAreBounded() {
    assertThat(new RetryPolicy(10, List.of()).attempts()).isEqualTo(10);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new RetryPolicy(0, List.of()))
        .withMessage("attempts: 0 (expected: 1..10)");
    assertThatIllegalArgumentException().isThrownBy(() -> new RetryPolicy(11, List.of()));
  }
}
