package io.kriterion.grader.config;

import io.kriterion.grader.text.Printable;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Where a server listens.
 *
 * @param host a name or an address
 * @param port 0 to 65535; 0 is one that is free
 */
public record ListenAddress(String host, int port) {

  private static final Pattern SYNTAX =
      Pattern.compile("(?:([A-Za-z0-9._-]{1,253})|\\[([0-9A-Fa-f:.]{2,45})]):([0-9]{1,5})");
  private static final int MOST = 65_535;

  /**
   * Reads a text such as {@code 127.0.0.1:9095}, {@code localhost:0} or {@code [::1]:443}; no name
   * is looked up.
   *
   * @throws IllegalArgumentException if it is none; the message says what is expected
   */
  public static ListenAddress parse(String text) {
    Matcher matcher = SYNTAX.matcher(text);
    if (!matcher.matches() || Integer.parseInt(matcher.group(3)) > MOST) {
      throw new IllegalArgumentException(
          Printable.quote(text)
              + " is not HOST:PORT (expected: such as 127.0.0.1:9095 or \"[::1]:9095\")");
    }
    String name = matcher.group(1);
    return new ListenAddress(
        name == null ? matcher.group(2) : name, Integer.parseInt(matcher.group(3)));
  }

  /** As {@link #parse} reads it. */
  @Override
  public String toString() {
    return (host.contains(":") ? "[" + host + "]" : host) + ":" + port;
  }
}
