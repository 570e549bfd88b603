/** The choice of a handler. */
@NullMarked
package io.kriterion.grader.runtime;

import org.jspecify.annotations.NullMarked;
