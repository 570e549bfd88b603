package io.kriterion.grader.pipeline;

import java.util.List;

/**
 * An interactor turned into facts.
 *
 * @param image its image, which the runtime has
 * @param files what is in its workspace
 */
public record PlannedInteractor(PlannedImage image, List<SubmittedFile> files) {

  /** Copies the list. */
  public PlannedInteractor {
    files = List.copyOf(files);
  }
}
