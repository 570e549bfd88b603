package io.kriterion.grader.pipeline;

import io.kriterion.grader.error.GraderException;

/** Makes the plans of one submission: one for each attempt, since the runtime may have changed. */
public interface Plans {

  /**
   * The plan for another attempt.
   *
   * @throws GraderException when the submission cannot be graded here now, with the reason
   * @throws io.kriterion.cri.error.CriException when the runtime does not answer
   * @throws InterruptedException when interrupted
   */
  Plan next() throws InterruptedException;

  /**
   * The plan for a second run on another handler, to compare.
   *
   * @param first the plan of the first run
   * @throws GraderException when there is no other handler for it, with the reason
   * @throws io.kriterion.cri.error.CriException when the runtime does not answer
   * @throws InterruptedException when interrupted
   */
  Plan secondRun(Plan first) throws InterruptedException;
}
