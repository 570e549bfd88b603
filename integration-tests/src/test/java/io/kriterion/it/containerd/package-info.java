/**
 * The private containerd on this machine: it starts, works with every handler, and leaves nothing.
 */
@NullMarked
package io.kriterion.it.containerd;

import org.jspecify.annotations.NullMarked;
