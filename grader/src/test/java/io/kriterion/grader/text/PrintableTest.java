package io.kriterion.grader.text;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class PrintableTest {

  @Test
  void noControlCharacterIsLeftInALine() {
    StringBuilder all = new StringBuilder("a");
    for (char character = 0; character < 0x20; character++) {
      all.append(character);
    }
    for (char character = 0x7f; character < 0xa0; character++) {
      all.append(character);
    }
    assertThat(Printable.oneLine(all.append("b").toString())).isEqualTo("a b");
    assertThat(Printable.oneLine(" one \r\n two\u009b31m\tthree\n")).isEqualTo("one two 31m three");
    assertThat(Printable.oneLine("é ü")).isEqualTo("é ü");
  }

  @Test
  void aLineMayBeCut() {
    assertThat(Printable.oneLine("a\u009bbcd", 3)).isEqualTo("a b…");
  }
}
