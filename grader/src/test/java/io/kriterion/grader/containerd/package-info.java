/** Tests of the private containerd that need neither root nor a containerd. */
@NullMarked
package io.kriterion.grader.containerd;

import org.jspecify.annotations.NullMarked;
