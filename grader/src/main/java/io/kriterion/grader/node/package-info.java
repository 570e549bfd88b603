/** What a node consists of, how it is wired, and who may tell it what to do. */
@NullMarked
package io.kriterion.grader.node;

import org.jspecify.annotations.NullMarked;
