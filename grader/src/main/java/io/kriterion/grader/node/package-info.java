/** What a node consists of and how it is wired: today a runtime, its images and its sandboxes. */
@NullMarked
package io.kriterion.grader.node;

import org.jspecify.annotations.NullMarked;
