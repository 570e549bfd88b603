@NullMarked
package io.kriterion.grader.intake;

import org.jspecify.annotations.NullMarked;
