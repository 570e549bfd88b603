/**
 * What a runtime can do: by its release where that is known, by what it announces where it does.
 */
@NullMarked
package io.kriterion.cri.capability;

import org.jspecify.annotations.NullMarked;
