package io.kriterion.client;

/**
 * A file of a task or of a submission.
 *
 * @param path relative, with {@code /} between its parts, none of them empty, {@code .} or {@code
 *     ..}
 * @param content its bytes
 * @param executable whether its owner may execute it
 */
public record FileContent(String path, Bytes content, boolean executable) {
  /**
   * Checks the path.
   *
   * @throws IllegalArgumentException if it leads elsewhere
   */
  public FileContent {
    for (String part : path.split("/", -1)) {
      if (part.isEmpty() || part.equals(".") || part.equals("..")) {
        throw new IllegalArgumentException(
            "path: \"" + path + "\" (expected: relative, no empty, \".\" or \"..\" part)");
      }
    }
  }
}
