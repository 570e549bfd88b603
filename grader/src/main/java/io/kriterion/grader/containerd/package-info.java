/** A containerd of Kriterion's own: started, fed with images, and removed without a trace. */
@NullMarked
package io.kriterion.grader.containerd;

import org.jspecify.annotations.NullMarked;
