/** The CRI client on a real containerd: streaming Exec over every transport and handler. */
@NullMarked
package io.kriterion.it.cri;

import org.jspecify.annotations.NullMarked;
