/** What the sandbox engine can do, measured beside its baselines in the same run. */
@NullMarked
package io.kriterion.grader.bench;

import org.jspecify.annotations.NullMarked;
