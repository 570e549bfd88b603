/** The pages of a serving node for those who watch it: metrics, and whether it works. */
@NullMarked
package io.kriterion.grader.web;

import org.jspecify.annotations.NullMarked;
