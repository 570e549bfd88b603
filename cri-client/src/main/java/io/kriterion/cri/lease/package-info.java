/** Sandboxes and containers as leases: what is made is removed when its handle is closed. */
@NullMarked
package io.kriterion.cri.lease;

import org.jspecify.annotations.NullMarked;
