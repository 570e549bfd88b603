/** Which runtimes may serve. */
@NullMarked
package io.kriterion.grader.node;

import org.jspecify.annotations.NullMarked;
