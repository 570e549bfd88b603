/** Tests of what benchmarks reckon with. */
@NullMarked
package io.kriterion.grader.bench;

import org.jspecify.annotations.NullMarked;
