/** CRI's RuntimeService: pod sandboxes and containers, from creation to removal. */
@NullMarked
package io.kriterion.cri.runtime;

import org.jspecify.annotations.NullMarked;
