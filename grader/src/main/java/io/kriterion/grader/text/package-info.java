/**
 * Bounded reading of YAML files that people write: nodes that know their lines, and every problem
 * told in one line with what to write instead.
 */
@NullMarked
package io.kriterion.grader.text;

import org.jspecify.annotations.NullMarked;
