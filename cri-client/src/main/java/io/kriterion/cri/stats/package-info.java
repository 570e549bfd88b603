/** What containers and pods use, as the runtime counts it. */
@NullMarked
package io.kriterion.cri.stats;

import org.jspecify.annotations.NullMarked;
