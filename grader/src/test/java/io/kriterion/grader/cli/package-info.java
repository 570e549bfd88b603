/** The command line. */
@NullMarked
package io.kriterion.grader.cli;

import org.jspecify.annotations.NullMarked;
