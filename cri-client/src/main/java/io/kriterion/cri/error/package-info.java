/** What can go wrong when speaking to a CRI runtime: one sealed tree of unchecked exceptions. */
@NullMarked
package io.kriterion.cri.error;

import org.jspecify.annotations.NullMarked;
