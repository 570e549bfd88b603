package io.kriterion.grader.containerd;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The text files beside this class, with <code>${name}</code> where a value goes. */
final class Template {

  private static final Pattern PLACEHOLDER = Pattern.compile("\\$\\{([a-z_]+)\\}");

  private Template() {}

  /** The file as it is. */
  static String text(String resource) {
    try (InputStream in = Template.class.getResourceAsStream(resource)) {
      if (in == null) {
        throw new ContainerdException(resource + " is missing from this build of Kriterion");
      }
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new ContainerdException("cannot read " + resource + ": " + e.getMessage(), e);
    }
  }

  /**
   * The file with its placeholders replaced. Other uses of <code>${…}</code>, of a shell for
   * example, are names that no value is given for and stay as they are.
   *
   * @throws IllegalArgumentException when a value has no place in the file
   */
  static String render(String resource, Map<String, String> values) {
    Set<String> unused = new HashSet<>(values.keySet());
    Matcher matcher = PLACEHOLDER.matcher(text(resource));
    String rendered =
        matcher.replaceAll(match -> {
          unused.remove(match.group(1));
          String value = values.get(match.group(1));
          return Matcher.quoteReplacement(value == null ? match.group() : value);
        });
    if (!unused.isEmpty()) {
      throw new IllegalArgumentException(resource + " has no place for " + unused);
    }
    return rendered;
  }
}
