/** Tests of what is asked and what is answered. */
@NullMarked
package io.kriterion.grader.task;

import org.jspecify.annotations.NullMarked;
