/**
 * The machine's own processes, as /proc tells them; system calls; what a service tells whoever
 * started it.
 */
@NullMarked
package io.kriterion.grader.process;

import org.jspecify.annotations.NullMarked;
