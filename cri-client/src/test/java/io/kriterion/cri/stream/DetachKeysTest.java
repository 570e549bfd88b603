package io.kriterion.cri.stream;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DetachKeysTest {

  @Test
  void sequencesAreRead() {
    assertThat(DetachKeys.parse("ctrl-p,ctrl-q")).isEqualTo(DetachKeys.DEFAULT);
    assertThat(DetachKeys.parse("a,ctrl-@,ctrl-_,ctrl-[").bytes()).containsExactly(97, 0, 31, 27);
    assertThat(DetachKeys.parse("")).isEqualTo(DetachKeys.NONE);
  }

  @ParameterizedTest
  @ValueSource(strings = {"ctrl-", "ctrl-A", "ab", ",", "ctrl-p,", "é", "ctrl-pq"})
  void anythingElseIsNone(String text) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> DetachKeys.parse(text))
        .withMessageStartingWith("detach key: ");
  }

  @Test
  void boundsAreChecked() {
    assertThatIllegalArgumentException().isThrownBy(() -> new DetachKeys(List.of(256)));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new DetachKeys(Collections.nCopies(17, 1)));
  }

  @Test
  void beginningThatIsNoSequenceGoesOnInOrder() throws IOException {
    ByteArrayOutputStream target = new ByteArrayOutputStream();
    AtomicInteger detached = new AtomicInteger();
    DetachableStdin in =
        new DetachableStdin(target, DetachKeys.parse("a,a,b"), detached::incrementAndGet);
    for (char c : "aaxaaaab".toCharArray()) {
      in.write(c);
    }
    assertThat(target).hasToString("aaxaa");
    assertThat(detached).hasValue(1);
    assertThatExceptionOfType(IOException.class).isThrownBy(() -> in.write('x'));
  }

  @Test
  void heldKeysGoOnAtTheEnd() throws IOException {
    ByteArrayOutputStream target = new ByteArrayOutputStream();
    DetachableStdin in = new DetachableStdin(target, DetachKeys.parse("a,b"), () -> {});
    in.write('a');
    assertThat(target.size()).isZero();
    in.close();
    assertThat(target).hasToString("a");
  }

  @Test
  void everyInputPassesUntilTheFirstSequence() throws IOException {
    for (int seed = 0; seed < 500; seed++) {
      Random random = new Random(seed);
      StringBuilder input = new StringBuilder();
      for (int i = 0; i < 30; i++) {
        input.append((char) ('a' + random.nextInt(2)));
      }
      String keys = List.of("a,b,a", "b,b", "a,a,a,b", "b,a,b,a,a").get(random.nextInt(4));
      ByteArrayOutputStream target = new ByteArrayOutputStream();
      AtomicInteger detached = new AtomicInteger();
      try (DetachableStdin in =
          new DetachableStdin(target, DetachKeys.parse(keys), detached::incrementAndGet)) {
        int at = 0;
        while (at < input.length() && detached.get() == 0) {
          int count = Math.min(input.length() - at, 1 + random.nextInt(5));
          in.write(input.substring(at, at + count).getBytes(US_ASCII));
          at += count;
        }
      }
      int first = input.indexOf(keys.replace(",", ""));
      String expected = first < 0 ? input.toString() : input.substring(0, first);
      assertThat(target).as("seed " + seed).hasToString(expected);
      assertThat(detached).hasValue(first < 0 ? 0 : 1);
    }
  }
}
