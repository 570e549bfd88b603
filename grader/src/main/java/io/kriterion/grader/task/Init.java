package io.kriterion.grader.task;

/** What kriterion-init is in a task's sandbox. */
public enum Init {
  /** The main process, ready before the submission comes. */
  MAIN,
  /** Not the main process: that is the image's own. Steps are started beside it. */
  NONE
}
