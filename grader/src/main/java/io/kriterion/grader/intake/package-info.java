/** The way of leased tasks: permits, claims, one task from its lease to its result. */
@NullMarked
package io.kriterion.grader.intake;

import org.jspecify.annotations.NullMarked;
