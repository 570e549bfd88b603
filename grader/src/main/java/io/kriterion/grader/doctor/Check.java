package io.kriterion.grader.doctor;

import java.util.List;

/** Something to look at. It starts nothing that stays and changes nothing. */
@FunctionalInterface
interface Check {

  /** What is found; blocks for some seconds at the most. */
  List<Finding> look();
}
