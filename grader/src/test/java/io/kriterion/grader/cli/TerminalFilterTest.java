package io.kriterion.grader.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** No byte of a submission steers the terminal. */
class TerminalFilterTest {

  @Test
  void plainTextAndUtf8PassAsTheyAre() {
    String text = "Größe\t1\n→ 日本語 Ânes 𝄞\n";
    assertThat(filtered(text.getBytes(StandardCharsets.UTF_8), 1000)).isEqualTo(text);
  }

  @Test
  void controlCharactersBecomeVisible() {
    assertThat(filtered("\u001b[2J\r\b\u0007\u007f\0".getBytes(StandardCharsets.UTF_8), 1000))
        .isEqualTo("^[[2J^M^H^G^?^@");
    assertThat(filtered("\u009b2J".getBytes(StandardCharsets.UTF_8), 1000)).isEqualTo("^[2J");
  }

  @Test
  void howTheOutputIsCutMakesNoDifference() {
    Random random = new Random(7);
    for (int round = 0; round < 200; round++) {
      byte[] bytes = new byte[64];
      for (int i = 0; i < bytes.length; i++) {
        bytes[i] = (byte) (random.nextInt(4) == 0 ? 0xc2 : random.nextInt(256));
      }
      bytes[63] = '\n';
      String whole = filtered(bytes, 64);
      assertThat(filtered(bytes, 1)).isEqualTo(whole);
      assertThat(whole.chars().filter(c -> c < 0x20 && c != '\n' && c != '\t')).isEmpty();
    }
  }

  private static String filtered(byte[] bytes, int piece) {
    TerminalFilter filter = new TerminalFilter();
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    for (int at = 0; at < bytes.length; at += piece) {
      int length = Math.min(piece, bytes.length - at);
      out.writeBytes(filter.filter(java.util.Arrays.copyOfRange(bytes, at, at + length)));
    }
    return out.toString(StandardCharsets.UTF_8);
  }
}
