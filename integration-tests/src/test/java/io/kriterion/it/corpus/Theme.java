package io.kriterion.it.corpus;

import java.util.List;

/** Attacks of one kind. */
interface Theme {

  /** One line, such as {@code Time}. */
  String title();

  /**
   * Makes all its attacks on the arena's handler; fails at the first that does not end as it must.
   *
   * @return what became of each, in a fixed order
   */
  List<Row> attack(Arena arena) throws InterruptedException;

  /**
   * What became of a case on one handler.
   *
   * @param name of the case
   * @param deed what the program does
   * @param outcome what became of it, in a few words that do not change from run to run
   */
  record Row(String name, String deed, String outcome) {}
}
