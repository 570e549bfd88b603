/** One sandbox as the pipeline sees it: made, launched, used for one submission, thrown away. */
@NullMarked
package io.kriterion.grader.sandbox;

import org.jspecify.annotations.NullMarked;
