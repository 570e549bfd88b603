/** Tests of the handles: what is left after success, failure and interrupt. */
@NullMarked
package io.kriterion.cri.lease;

import org.jspecify.annotations.NullMarked;
