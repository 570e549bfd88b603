@NullMarked
package io.kriterion.grader.wire;

import org.jspecify.annotations.NullMarked;
