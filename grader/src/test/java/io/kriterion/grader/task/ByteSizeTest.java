package io.kriterion.grader.task;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class ByteSizeTest {
  @ParameterizedTest
  @CsvSource({
    "0B, 0, 0B",
    "123B, 123, 123B",
    "64KiB, 65536, 64KiB",
    "256MiB, 268435456, 256MiB",
    "1024MiB, 1073741824, 1GiB",
    "3TiB, 3298534883328, 3TiB"
  })
  void readsAndPrints(String text, long bytes, String printed) {
    assertThat(ByteSize.parse(text).bytes()).isEqualTo(bytes);
    assertThat(new ByteSize(bytes)).hasToString(printed);
  }

  @Test
  void whatItPrintsItReads() {
    Random random = new Random(1);
    for (int i = 0; i < 1000; i++) {
      ByteSize size =
          new ByteSize(random.nextLong(1L << (1 + random.nextInt(49))) << random.nextInt(13));
      assertThat(ByteSize.parse(size.toString())).isEqualTo(size);
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "", "5", "-5MiB", "5MB", "5 MiB", "1.5GiB", "5mib", "5MiB ", "٣MiB", "0x5B", "5MiB\n"
      })
  void refusesOtherForms(String text) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> ByteSize.parse(text))
        .withMessageEndingWith(
            " is not a size (expected: a whole number and B, KiB, MiB or GiB, such as 256MiB)");
  }

  @Test
  void refusesWhatDoesNotFit() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> ByteSize.parse("9999999999999999999B"))
        .withMessage("\"9999999999999999999B\" is too large a size");
    assertThatIllegalArgumentException().isThrownBy(() -> new ByteSize(-1));
  }
}
