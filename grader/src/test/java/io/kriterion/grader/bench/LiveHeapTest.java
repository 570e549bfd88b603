package io.kriterion.grader.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import org.junit.jupiter.api.Test;

/** What lives is counted, and nothing else. */
class LiveHeapTest {

  @Test
  void fillersAreNotCounted() {
    String histogram =
        """
         num     #instances         #bytes  class name (module)
        -------------------------------------------------------
           1:         42268        5935544  [B (java.base@25.0.3)
           2:          1842        1015984  [Ljdk.internal.vm.FillerElement; (java.base@25.0.3)
           3:             7            112  jdk.internal.vm.FillerObject (java.base@25.0.3)
           4:            12           4456  io.kriterion.Own
        Total         44129        6956096
        """;
    assertThat(LiveHeap.bytes(histogram)).isEqualTo(5_935_544 + 4_456);
  }

  @Test
  void anotherFormIsNotTakenForNothing() {
    assertThatIllegalStateException().isThrownBy(() -> LiveHeap.bytes("no such command"));
  }

  @Test
  void whatIsHeldIsSeen() {
    long before = LiveHeap.bytes();
    byte[] held = new byte[32 << 20];
    held[1] = 1;
    assertThat(LiveHeap.bytes() - before).isBetween(24L << 20, 40L << 20);
    assertThat(held[1]).isEqualTo((byte) 1);
  }
}
