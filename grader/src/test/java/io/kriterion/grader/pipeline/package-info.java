/** From the plan to the result, as far as no runtime is needed. */
@NullMarked
package io.kriterion.grader.pipeline;

import org.jspecify.annotations.NullMarked;
