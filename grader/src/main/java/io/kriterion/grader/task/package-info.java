/**
 * What is asked and what is answered: a task with its steps and limits, and its events, verdicts
 * and result.
 */
@NullMarked
package io.kriterion.grader.task;

import org.jspecify.annotations.NullMarked;
