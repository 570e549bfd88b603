/**
 * What a step's outcome means: the precedence of verdicts, and the checkers that compare output.
 */
@NullMarked
package io.kriterion.grader.judge;

import org.jspecify.annotations.NullMarked;
