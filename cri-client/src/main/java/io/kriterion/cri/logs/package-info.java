/** What containers wrote: the log files that a CRI runtime keeps, read or followed as bytes. */
@NullMarked
package io.kriterion.cri.logs;

import org.jspecify.annotations.NullMarked;
