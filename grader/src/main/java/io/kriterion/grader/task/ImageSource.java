package io.kriterion.grader.task;

import io.kriterion.grader.text.TaskText;

/** Where a task's root file system comes from. */
public sealed interface ImageSource {
  /**
   * An image that the node knows by a name of its catalogue.
   *
   * @param name lower-case letters, digits, dots, underscores and hyphens, such as {@code gcc}
   */
  record Environment(String name) implements ImageSource {
    /**
     * Checks the name.
     *
     * @throws IllegalArgumentException if it is not one
     */
    public Environment {
      TaskText.require(TaskText.HANDLER_OR_ENVIRONMENT, name, "environment");
    }
  }

  /**
   * An image that a registry or the node's image store knows.
   *
   * @param reference a reference such as {@code debian:12} or one with a digest
   */
  record Image(String reference) implements ImageSource {
    /**
     * Checks the form of the reference, not whether the image exists.
     *
     * @throws IllegalArgumentException if it cannot be a reference
     */
    public Image {
      TaskText.require(TaskText.IMAGE_REFERENCE, reference, "image");
    }
  }
}
