package io.kriterion.grader.cli;

import java.io.ByteArrayOutputStream;

/**
 * Makes a program's output harmless for a terminal: control characters other than line feed and tab
 * are written as {@code ^X}, so that no escape sequence of a submission reaches the terminal.
 *
 * <p>Bytes of UTF-8 pass, but for the control characters U+0080 to U+009F. Keeps what it needs
 * between pieces of one stream; not safe for several threads.
 */
final class TerminalFilter {

  private static final int C1_LEAD = 0xc2;

  private boolean held;

  byte[] filter(byte[] piece) {
    ByteArrayOutputStream out = new ByteArrayOutputStream(piece.length + 16);
    for (byte signed : piece) {
      int b = signed & 0xff;
      if (held) {
        held = false;
        if (b >= 0x80 && b < 0xa0) {
          out.write('^');
          out.write('[');
          continue;
        }
        out.write(C1_LEAD);
      }
      if (b == C1_LEAD) {
        held = true;
      } else if (b == 0x7f) {
        out.write('^');
        out.write('?');
      } else if (b < 0x20 && b != '\n' && b != '\t') {
        out.write('^');
        out.write('@' + b);
      } else {
        out.write(b);
      }
    }
    return out.toByteArray();
  }
}
