package io.kriterion.grader.task;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class CpusTest {

  @ParameterizedTest
  @CsvSource({
    "1, 1000, 1",
    "0.5, 500, 0.5",
    "0.01, 10, 0.01",
    "10, 10000, 10",
    "1.250, 1250, 1.25",
    "64, 64000, 64"
  })
  void readsAndPrints(String text, int thousandths, String printed) {
    assertThat(Cpus.parse(text)).isEqualTo(new Cpus(thousandths)).hasToString(printed);
    assertThat(Cpus.parse(printed)).isEqualTo(new Cpus(thousandths));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "", "0", "0.009", "64.001", "100", "-1", ".5", "1.", "1e0", "0x1", "1.0005", "1 ", "many"
      })
  void refusesOtherForms(String text) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Cpus.parse(text))
        .withMessageEndingWith(" (expected: a number of processors, such as 0.5; 0.01..64)");
  }
}
