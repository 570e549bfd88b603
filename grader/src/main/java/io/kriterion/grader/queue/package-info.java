/**
 * The queue that grading tasks wait in: a port, with an adapter in a package below for each kind.
 */
@NullMarked
package io.kriterion.grader.queue;

import org.jspecify.annotations.NullMarked;
