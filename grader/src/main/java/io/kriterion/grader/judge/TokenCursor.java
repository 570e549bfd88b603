package io.kriterion.grader.judge;

import io.kriterion.grader.task.Bytes;

/** Walks over the tokens of a text without copying them; one thread. */
final class TokenCursor {
  private final Bytes text;
  private int start;
  private int end;

  TokenCursor(Bytes text) {
    this.text = text;
  }

  /** Goes to the next token; false if there is none. */
  boolean next() {
    start = end;
    while (start < text.length() && isWhiteSpace(text.at(start))) {
      start++;
    }
    end = start;
    while (end < text.length() && !isWhiteSpace(text.at(end))) {
      end++;
    }
    return end > start;
  }

  int length() {
    return end - start;
  }

  boolean sameAs(TokenCursor other) {
    if (length() != other.length()) {
      return false;
    }
    for (int i = 0; i < length(); i++) {
      if (text.at(start + i) != other.text.at(other.start + i)) {
        return false;
      }
    }
    return true;
  }

  /** The token, a character per byte. */
  String text() {
    return text.latin1(start, end);
  }

  private static boolean isWhiteSpace(byte b) {
    return b == ' ' || (b >= '\t' && b <= '\r');
  }
}
