/** Tests of statistics. */
@NullMarked
package io.kriterion.cri.stats;

import org.jspecify.annotations.NullMarked;
