/** Control groups of this machine, version 1, hybrid or version 2, under one set of words. */
@NullMarked
package io.kriterion.grader.cgroup;

import org.jspecify.annotations.NullMarked;
