@NullMarked
package io.kriterion.grader.text;

import org.jspecify.annotations.NullMarked;
