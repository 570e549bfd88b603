/**
 * A client of grading nodes: submits tasks, follows them while they are graded, cancels them, and
 * looks after nodes. Begin with {@link io.kriterion.client.GraderClient}.
 */
@NullMarked
package io.kriterion.client;

import org.jspecify.annotations.NullMarked;
