package io.kriterion.grader.web;

/**
 * An answer.
 *
 * @param status of HTTP
 * @param type the media type
 * @param body goes out in UTF-8
 */
record Page(int status, String type, String body) {

  private static final String PLAIN = "text/plain; charset=utf-8";

  static Page text(int status, String text) {
    return new Page(status, PLAIN, text);
  }
}
