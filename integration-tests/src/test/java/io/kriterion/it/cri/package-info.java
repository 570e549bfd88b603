/** The CRI client's streams on a real containerd. */
@NullMarked
package io.kriterion.it.cri;

import org.jspecify.annotations.NullMarked;
