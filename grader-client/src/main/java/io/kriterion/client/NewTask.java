package io.kriterion.client;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A task to be submitted. Immutable; it can be submitted any number of times and stays one task,
 * because its key stays the same.
 */
public final class NewTask {

  /** The most characters of a key. */
  public static final int LONGEST_KEY = 150;

  /** The highest priority; the lowest is its negative. */
  public static final int HIGHEST_PRIORITY = 100;

  private final Builder parts;
  private final List<FileContent> taskFiles;
  private final List<FileContent> submission;
  private final String key;
  private final Instant submitted;

  private NewTask(Builder parts) {
    this.parts = parts;
    this.taskFiles = List.copyOf(parts.taskFiles);
    this.submission = List.copyOf(parts.submission);
    this.key = parts.key == null ? UUID.randomUUID().toString() : parts.key;
    this.submitted = parts.submitted == null ? Instant.now() : parts.submitted;
  }

  /**
   * Begins a task.
   *
   * @param task in the task format, YAML or JSON
   */
  public static Builder builder(byte[] task) {
    return new Builder(Bytes.of(task));
  }

  /** The submitter's name for the task; a random one where none was given. */
  public String key() {
    return key;
  }

  /** When the submitter sent it; when this was built where nothing else was said. */
  public Instant submitted() {
    return submitted;
  }

  /** The task in the task format. */
  public Bytes task() {
    return parts.task;
  }

  /** The files that the task names. */
  public List<FileContent> taskFiles() {
    return taskFiles;
  }

  /** What is to be graded. */
  public List<FileContent> submission() {
    return submission;
  }

  /** Whose share of the node it uses; empty: the task's own course. */
  public Optional<String> course() {
    return Optional.ofNullable(parts.course);
  }

  /** Whose share of the course's share it uses. */
  public Optional<String> user() {
    return Optional.ofNullable(parts.user);
  }

  /** A higher one is always served before a lower one. */
  public int priority() {
    return parts.priority;
  }

  /**
   * How long it is expected to take; empty: what the node takes for usual. Shares are counted in
   * it, and in what it takes beyond that.
   */
  public Optional<Duration> expected() {
    return Optional.ofNullable(parts.expected);
  }

  /** The runtime handler, instead of the task's wish. */
  public Optional<String> runtime() {
    return Optional.ofNullable(parts.runtime);
  }

  /** The key and the sizes. */
  @Override
  public String toString() {
    return "NewTask[" + key + ", " + submission.size() + " files]";
  }

  /** Collects the parts of a task. Not thread-safe. */
  public static final class Builder {

    private final Bytes task;
    private final List<FileContent> taskFiles = new ArrayList<>();
    private final List<FileContent> submission = new ArrayList<>();
    private @Nullable String key;
    private @Nullable String course;
    private @Nullable String user;
    private @Nullable Duration expected;
    private @Nullable String runtime;
    private @Nullable Instant submitted;
    private int priority;

    private Builder(Bytes task) {
      if (task.length() == 0) {
        throw new IllegalArgumentException("task: empty (expected: the task format)");
      }
      this.task = task;
    }

    private Builder(Builder other) {
      this.task = other.task;
      this.key = other.key;
      this.course = other.course;
      this.user = other.user;
      this.expected = other.expected;
      this.runtime = other.runtime;
      this.submitted = other.submitted;
      this.priority = other.priority;
      taskFiles.addAll(other.taskFiles);
      submission.addAll(other.submission);
    }

    /**
     * Adds a file that the task names.
     *
     * @param path as the task names it
     * @param content copied
     * @throws IllegalArgumentException if the path leads elsewhere
     */
    public Builder taskFile(String path, byte[] content, boolean executable) {
      taskFiles.add(new FileContent(path, Bytes.of(content), executable));
      return this;
    }

    /**
     * Adds a file of the submission.
     *
     * @param path where it goes in the sandbox
     * @param content copied
     * @throws IllegalArgumentException if the path leads elsewhere
     */
    public Builder submissionFile(String path, byte[] content, boolean executable) {
      submission.add(new FileContent(path, Bytes.of(content), executable));
      return this;
    }

    /**
     * Names the task: with the same key and content it is the same task, however often it is
     * submitted.
     *
     * @param key 1 to 150 characters on one line
     * @throws IllegalArgumentException if it is longer, empty, or not one line
     */
    public Builder key(String key) {
      if (key.isEmpty()
          || key.codePointCount(0, key.length()) > LONGEST_KEY
          || key.codePoints().anyMatch(Character::isISOControl)) {
        throw new IllegalArgumentException(
            "key: " + key.length() + " characters (expected: 1 to 150 on one line)");
      }
      this.key = key;
      return this;
    }

    /** Says whose share of the node it uses, instead of the task's own course. */
    public Builder course(String course) {
      this.course = course;
      return this;
    }

    /** Says whose share of the course's share it uses. */
    public Builder user(String user) {
      this.user = user;
      return this;
    }

    /**
     * Says how urgent it is; 0 where nothing is said.
     *
     * @param priority -100 to 100; a higher one is always served before a lower one
     * @throws IllegalArgumentException if it is out of bounds
     */
    public Builder priority(int priority) {
      if (Math.abs((long) priority) > HIGHEST_PRIORITY) {
        throw new IllegalArgumentException("priority: " + priority + " (expected: -100 to 100)");
      }
      this.priority = priority;
      return this;
    }

    /**
     * Says how long it will take, so that others can be told how long they wait, and have their
     * share. What it takes longer is counted when it ends.
     *
     * @throws IllegalArgumentException if it is not more than 0
     */
    public Builder expected(Duration expected) {
      if (expected.isNegative() || expected.isZero()) {
        throw new IllegalArgumentException("expected: " + expected + " (expected: more than 0)");
      }
      this.expected = expected;
      return this;
    }

    /** Asks for a runtime handler, instead of the task's wish. */
    public Builder runtime(String handler) {
      this.runtime = handler;
      return this;
    }

    /** Says when it was sent, by the submitter's clock, where that is not now. */
    public Builder submitted(Instant time) {
      this.submitted = time;
      return this;
    }

    /** The task; this builder can go on to make another, of another key where none was given. */
    public NewTask build() {
      return new NewTask(new Builder(this));
    }
  }
}
