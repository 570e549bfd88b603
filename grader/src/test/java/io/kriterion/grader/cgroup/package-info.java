/** Tests of control groups on trees of plain files. */
@NullMarked
package io.kriterion.grader.cgroup;

import org.jspecify.annotations.NullMarked;
