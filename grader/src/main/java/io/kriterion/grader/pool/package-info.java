/** Sandboxes prepared in advance, each for a single use: claiming, sizing, refilling. */
@NullMarked
package io.kriterion.grader.pool;

import org.jspecify.annotations.NullMarked;
