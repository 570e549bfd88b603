/** Which runtime handler a task gets, and what a handler's kind means for the node. */
@NullMarked
package io.kriterion.grader.runtime;

import org.jspecify.annotations.NullMarked;
