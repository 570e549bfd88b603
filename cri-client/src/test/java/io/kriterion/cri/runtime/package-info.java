/** Tests of what is sent to the runtime, and of what its answers mean. */
@NullMarked
package io.kriterion.cri.runtime;

import org.jspecify.annotations.NullMarked;
