package io.kriterion.grader.pipeline;

import java.util.Map;

/**
 * The image that a task runs in.
 *
 * @param id its id as the runtime knows it
 * @param environment the variables that the image sets for its programs
 */
public record PlannedImage(String id, Map<String, String> environment) {

  /** Copies the map. */
  public PlannedImage {
    environment = Map.copyOf(environment);
  }
}
