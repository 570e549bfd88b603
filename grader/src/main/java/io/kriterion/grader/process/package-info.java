/** The machine's own processes, as /proc tells them. */
@NullMarked
package io.kriterion.grader.process;

import org.jspecify.annotations.NullMarked;
