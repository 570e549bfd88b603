package io.kriterion.grader.judge;

/**
 * Numbers as programs print them: decimal digits with an optional sign, point and exponent; no
 * other base, no names, no locale.
 */
final class DecimalText {
  private DecimalText() {}

  /**
   * The nearest double to {@code text}; NaN if it is not such a number or too large for a double.
   * Linear in its length.
   */
  static double value(String text) {
    if (!isDecimal(text)) {
      return Double.NaN;
    }
    double value = Double.parseDouble(text);
    return Double.isInfinite(value) ? Double.NaN : value;
  }

  private static boolean isDecimal(String text) {
    int at = skipSign(text, 0);
    int whole = skipDigits(text, at);
    int digits = whole - at;
    at = whole;
    if (at < text.length() && text.charAt(at) == '.') {
      int fraction = skipDigits(text, at + 1);
      digits += fraction - at - 1;
      at = fraction;
    }
    if (digits == 0) {
      return false;
    }
    if (at < text.length() && (text.charAt(at) == 'e' || text.charAt(at) == 'E')) {
      int exponent = skipSign(text, at + 1);
      at = skipDigits(text, exponent);
      return at > exponent && at == text.length();
    }
    return at == text.length();
  }

  private static int skipSign(String text, int at) {
    return at < text.length() && (text.charAt(at) == '+' || text.charAt(at) == '-') ? at + 1 : at;
  }

  private static int skipDigits(String text, int from) {
    int at = from;
    while (at < text.length() && text.charAt(at) >= '0' && text.charAt(at) <= '9') {
      at++;
    }
    return at;
  }
}
