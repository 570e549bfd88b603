/** What fails on our side: one unchecked exception, with the class of what failed. */
@NullMarked
package io.kriterion.grader.error;

import org.jspecify.annotations.NullMarked;
