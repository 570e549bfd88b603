package io.kriterion.grader.task;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.time.Duration;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class DurationTextTest {
  @ParameterizedTest
  @CsvSource({
    "2s, PT2S, 2s",
    "500ms, PT0.5S, 0.5s",
    "1m, PT1M, 60s",
    "1.5s, PT1.5S, 1.5s",
    "1.5h, PT1H30M, 5400s",
    "0.000001ms, PT0.000000001S, 0.000000001s",
    "0s, PT0S, 0s",
    "999999999h, PT999999999H, 3599999996400s"
  })
  void readsAndPrints(String text, Duration duration, String printed) {
    assertThat(DurationText.parse(text)).isEqualTo(duration);
    assertThat(DurationText.print(duration)).isEqualTo(printed);
  }

  @Test
  void whatItPrintsItReads() {
    Random random = new Random(1);
    for (int i = 0; i < 1000; i++) {
      Duration duration =
          Duration.ofSeconds(random.nextInt(999_999_999), random.nextInt(1_000_000_000));
      assertThat(DurationText.parse(DurationText.print(duration))).isEqualTo(duration);
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "5",
        "-2s",
        "2 s",
        "2S",
        "1e3s",
        ".5s",
        "5.s",
        "1d",
        "2s2s",
        "0.0000000001s",
        "2s\n"
      })
  void refusesOtherForms(String text) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> DurationText.parse(text))
        .withMessageEndingWith(
            " is not a duration (expected: a number and ms, s, m or h, such as 500ms or 1.5s)");
  }

  @Test
  void printsNoNegativeDuration() {
    assertThatIllegalArgumentException().isThrownBy(() -> DurationText.print(Duration.ofNanos(-1)));
  }
}
