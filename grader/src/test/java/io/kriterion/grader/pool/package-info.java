/** How a pool is sized, refilled, aged and emptied. */
@org.jspecify.annotations.NullMarked
package io.kriterion.grader.pool;
