/** The node's side of the protocol. */
@NullMarked
package io.kriterion.grader.init;

import org.jspecify.annotations.NullMarked;
