/** Tests of process identity and of waiting. */
@NullMarked
package io.kriterion.grader.process;

import org.jspecify.annotations.NullMarked;
