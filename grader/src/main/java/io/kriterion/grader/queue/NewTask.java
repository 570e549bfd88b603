package io.kriterion.grader.queue;

import io.kriterion.grader.task.Bytes;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Collections;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * A task as it is submitted. What is to be graded is bytes that the queue does not look into.
 *
 * @param key the submitter's name for it, 1 to 200 characters without control characters: a second
 *     submission with the same key is the same task
 * @param course whose share of the node it uses; as the key, but may be empty
 * @param user whose share of the course's share it uses; as the course
 * @param priority -100 to 100; a higher one is always served before a lower one
 * @param cost how long it is expected to take, 1 ms to 24 h; shares are counted in it, and in what
 *     an attempt takes beyond it
 * @param needs what a worker must be capable of to get it, at most 16 words of 1 to 64 letters,
 *     digits, {@code . _ : / -}
 * @param submitted when the submitter sent it, by the submitter's own clock
 * @param trace the submitter's trace context (W3C traceparent), carried along: no part of what the
 *     task is; at most 100 characters
 * @param payload what is to be graded
 */
public record NewTask(
    String key,
    String course,
    String user,
    int priority,
    Duration cost,
    Set<String> needs,
    Optional<Instant> submitted,
    Optional<String> trace,
    Bytes payload) {

  private static final int LONGEST_NAME = 200;
  private static final int LONGEST_TRACE = 100;
  private static final int MOST_NEEDS = 16;
  private static final int HIGHEST_PRIORITY = 100;
  private static final Duration LEAST_COST = Duration.ofMillis(1);
  private static final Duration MOST_COST = Duration.ofHours(24);

  /**
   * Checks the bounds and sorts the needs.
   *
   * @throws IllegalArgumentException if one is not kept
   */
  public NewTask {
    Objects.requireNonNull(submitted, "submitted");
    Objects.requireNonNull(payload, "payload");
    check(
        trace.isEmpty() || (trace.get().length() <= LONGEST_TRACE && isName(trace.get())),
        "trace: at most 100 characters on one line expected");
    check(!key.isEmpty() && isName(key), "key: 1 to 200 characters on one line expected");
    check(isName(course), "course: at most 200 characters on one line expected");
    check(isName(user), "user: at most 200 characters on one line expected");
    check(Math.abs(priority) <= HIGHEST_PRIORITY, "priority: -100 to 100 expected");
    check(
        cost.compareTo(LEAST_COST) >= 0 && cost.compareTo(MOST_COST) <= 0,
        "cost: 1 ms to 24 h expected");
    needs = Collections.unmodifiableSet(new TreeSet<>(needs));
    check(
        needs.size() <= MOST_NEEDS
            && needs.stream().allMatch(need -> need.matches("[0-9A-Za-z._:/-]{1,64}")),
        "needs: at most 16 words of 1 to 64 letters, digits, . _ : / - expected");
  }

  /* What is not well-formed would be stored as another text, and might be taken for another name. */
  private static boolean isName(String text) {
    return text.length() <= LONGEST_NAME
        && text.chars().noneMatch(Character::isISOControl)
        && StandardCharsets.UTF_8.newEncoder().canEncode(text);
  }

  private static void check(boolean holds, String problem) {
    if (!holds) {
      throw new IllegalArgumentException(problem);
    }
  }
}
