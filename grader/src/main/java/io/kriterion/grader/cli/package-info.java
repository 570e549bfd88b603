/** The {@code kriterion} command. */
@NullMarked
package io.kriterion.grader.cli;

import org.jspecify.annotations.NullMarked;
