package io.kriterion.grader.queue;

import java.util.regex.Pattern;

/**
 * The name of a task within its queue, given by the queue when it accepts the task.
 *
 * @param value 1 to 64 letters, digits, {@code -} or {@code _}
 */
public record TaskId(String value) {
  private static final Pattern FORM = Pattern.compile("[0-9A-Za-z_-]{1,64}");

  /**
   * Checks the form.
   *
   * @throws IllegalArgumentException if it has another
   */
  public TaskId {
    if (!FORM.matcher(value).matches()) {
      throw new IllegalArgumentException(
          "task id: another form (expected: 1 to 64 letters, digits, - or _)");
    }
  }

  @Override
  public String toString() {
    return value;
  }
}
