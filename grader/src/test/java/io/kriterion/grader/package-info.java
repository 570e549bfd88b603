/** What holds for the whole module. */
@NullMarked
package io.kriterion.grader;

import org.jspecify.annotations.NullMarked;
