/** A client of grading nodes: submits tasks, follows them while they are graded, cancels them. */
@NullMarked
package io.kriterion.client;

import org.jspecify.annotations.NullMarked;
