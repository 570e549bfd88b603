package io.kriterion.grader.error;

/** Whose fault a failure is. A submission is never at fault here: what it does is a verdict. */
public enum FailureClass {
  /**
   * The task or its submission cannot be graded as given: bad input, to be corrected by who sent
   * it.
   */
  TASK,
  /** The image is not there and cannot be had. */
  IMAGE,
  /** The container runtime or a handler of it is missing, sick, or failed. */
  RUNTIME,
  /** This machine: permissions, disk, cgroups, a tool that is not installed. */
  NODE
}
