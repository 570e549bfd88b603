/** Submissions graded in real sandboxes: their verdicts, and what they can and cannot do there. */
@NullMarked
package io.kriterion.it.grading;

import org.jspecify.annotations.NullMarked;
