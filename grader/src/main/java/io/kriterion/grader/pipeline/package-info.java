/**
 * One task from the plan to the result: files in, steps, verdicts, and how long everything took.
 */
@NullMarked
package io.kriterion.grader.pipeline;

import org.jspecify.annotations.NullMarked;
