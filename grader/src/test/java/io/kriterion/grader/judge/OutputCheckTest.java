package io.kriterion.grader.judge;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertTimeout;

import io.kriterion.grader.task.Bytes;
import io.kriterion.grader.task.Checker;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class OutputCheckTest {
  private static final Checker EXACT = new Checker.Exact();
  private static final Checker TOKENS = new Checker.Tokens();
  private static final Duration GENEROUS = Duration.ofSeconds(30);

  private static String difference(Checker checker, String expected, String actual) {
    return OutputCheck.difference(checker, Bytes.ofText(expected), Bytes.ofText(actual))
        .orElse("same");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "a b | a b | same",
        "`` | `` | same",
        "abc | abd | differs at byte 3",
        "abc | `` | differs at byte 1",
        "abc | ab | differs at byte 3",
        "ab | abc | differs at byte 3",
        "`3\n` | 3 | differs at byte 2, in white space only",
        "`a b` | `a  b` | differs at byte 3, in white space only",
        "ab | `a b` | differs at byte 2",
        "é | e | differs at byte 1",
      })
  void exact(String expected, String actual, String difference) {
    assertThat(difference(EXACT, expected, actual)).isEqualTo(difference);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "1 2 | 1 2 | same",
        "1 2 | ` \t1\r\n\u000b\f2\n\n` | same",
        "`` | `\n ` | same",
        "1 2 | 1 3 | token 2 differs",
        "1 2 | 12 | token 1 differs",
        "1 2 | 1 | token 2 is missing",
        "1 2 | `` | token 1 is missing",
        "1 2 | 1 2 3 | token 3 is one too many",
        "1 2 | `1\u00a02` | token 1 differs",
        "1 2 | `1\u00002` | token 1 differs",
        "1 | 1.0 | token 1 differs",
        "a | A | token 1 differs",
      })
  void tokens(String expected, String actual, String difference) {
    assertThat(difference(TOKENS, expected, actual)).isEqualTo(difference);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "1 | 1.0 | 0 | 0", "1 | +1e0 | 0 | 0", "0.3 | 0.4 | 0.1 | 0",
            "-1.5 | -1.5000001 | 1e-6 | 0", "1000000 | 1000001 | 0 | 1e-6",
        "1 | 1.000001 | 0 | 1e-6", "1e-9 | 0 | 1e-6 | 0", "0 | -0 | 0 | 0",
            "x 1 | x 1.05 | 0.1 | 0", ".5 | 5.e-1 | 0 | 0",
        "1e308 | 1.0000000000001e308 | 0 | 1e-9", "0 | 1e-400 | 0 | 0", "nan | nan | 0 | 0",
            "inf | inf | 0 | 0", "1e999 | 1e999 | 1 | 1",
        "3,5 | 3,5 | 0 | 0", "2 | 4 | 0 | 1"
      })
  void numbersWithinTheTolerance(String expected, String actual, double absolute, double relative) {
    assertThat(difference(new Checker.FloatTolerance(absolute, relative), expected, actual))
        .isEqualTo("same");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "1 | 1.1 | 0.09 | 0.09",
        "0.3 | 0.400001 | 0.1 | 0",
        "1 | 1.000002 | 0 | 1e-6",
        "0 | 1e-9 | 0 | 1",
        "1 | -1 | 1 | 1",
        "nan | NaN | 1 | 1",
        "inf | Infinity | 1 | 1",
        "1e999 | 1e998 | 1 | 1",
        "1e999 | 1 | 1 | 1",
        "1 | nan | 1 | 1",
        "1 | 1e999999999999 | 1 | 1",
        "16 | 0x10 | 1 | 1",
        "16 | 0x1p4 | 1 | 1",
        "1 | 1f | 1 | 1",
        "1 | 1d | 1 | 1",
        "1 | 1_0 | 10 | 1",
        "3.5 | 3,5 | 1 | 1",
        "1 | . | 1 | 1",
        "1 | e1 | 1 | 1",
        "1 | 1e | 1 | 1",
        "1 | 1e+ | 1 | 1",
        "1 | +-1 | 2 | 1",
        "1 | 1.0.0 | 1 | 1",
        "1 | ١ | 1 | 1"
      })
  void numbersOutsideTheToleranceAndWhatIsNoNumber(
      String expected, String actual, double absolute, double relative) {
    assertThat(difference(new Checker.FloatTolerance(absolute, relative), expected, actual))
        .isEqualTo("token 1 differs");
  }

  @Test
  void aNumberOfManyDigitsIsText() {
    String digits = "1." + "0".repeat(2000);
    Checker tolerant = new Checker.FloatTolerance(1, 1);
    assertThat(difference(tolerant, digits, digits)).isEqualTo("same");
    assertThat(difference(tolerant, "1", digits)).isEqualTo("token 1 differs");
    assertThat(difference(tolerant, "1", "1." + "0".repeat(900))).isEqualTo("same");
  }

  @ParameterizedTest
  @ValueSource(strings = {"1 ", "x", " ", "1e999999999 ", "0", "1.", "-", "1e"})
  void hostileOutputTakesLinearTime(String unit) {
    byte[] output = unit.repeat((64 << 20) / unit.length()).getBytes(ISO_8859_1);
    byte[] other = output.clone();
    other[other.length - 1] = '#';
    Bytes expected = Bytes.of(output);
    Bytes actual = Bytes.of(other);
    assertTimeout(
        GENEROUS,
        () -> {
          for (Checker checker : List.of(EXACT, TOKENS, new Checker.FloatTolerance(1e-6, 1e-6))) {
            assertThat(OutputCheck.difference(checker, expected, actual))
                .as(checker.toString())
                .isPresent();
          }
        });
  }

  @Test
  void theDifferenceNeverQuotesTheExpectedOutput() {
    Random random = new Random(1);
    for (int i = 0; i < 2000; i++) {
      String expected = "secret" + words(random);
      for (Checker checker : Arrays.asList(EXACT, TOKENS, new Checker.FloatTolerance(0.1, 0.1))) {
        assertThat(difference(checker, expected, words(random)))
            .matches(
                "differs at byte [0-9]+(, in white space only)?|token [0-9]+ (differs|is missing|is one too many)");
      }
    }
  }

  private static String words(Random random) {
    StringBuilder words = new StringBuilder();
    for (int i = random.nextInt(6); i > 0; i--) {
      words.append(random.nextBoolean() ? " " : "\n").append(random.nextInt(3));
    }
    return words.toString();
  }
}
