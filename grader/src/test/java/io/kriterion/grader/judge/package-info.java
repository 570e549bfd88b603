/** Tests of what a step's outcome means. */
@NullMarked
package io.kriterion.grader.judge;

import org.jspecify.annotations.NullMarked;
