package io.kriterion.grader.task;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import org.junit.jupiter.api.Test;

final class BytesTest {
  @Test
  void doesNotShareItsArray() {
    byte[] array = {1, 2, 3};
    Bytes bytes = Bytes.of(array);
    array[0] = 9;
    bytes.toArray()[1] = 9;
    assertThat(bytes.toArray()).containsExactly(1, 2, 3);
    assertThat(bytes)
        .isEqualTo(Bytes.of(new byte[] {0, 1, 2, 3, 4}, 1, 3))
        .hasSameHashCodeAs(Bytes.of(new byte[] {1, 2, 3}));
    assertThatThrownBy(() -> Bytes.of(array, 2, 2)).isInstanceOf(IndexOutOfBoundsException.class);
  }

  @Test
  void isWrittenWholeButNeverPrinted() throws IOException {
    Bytes bytes = Bytes.ofText("geheim é");
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    bytes.writeTo(out);
    assertThat(out.toByteArray()).isEqualTo(bytes.toArray()).hasSize(9);
    assertThat(bytes).hasToString("9 bytes");
    assertThat(bytes.base64()).isEqualTo("Z2VoZWltIMOp");
  }
}
