/**
 * Which runtime handler a task gets: the policy's rules, what the runtime has and how it fares, and
 * what is done when it fails.
 */
@NullMarked
package io.kriterion.grader.runtime;

import org.jspecify.annotations.NullMarked;
