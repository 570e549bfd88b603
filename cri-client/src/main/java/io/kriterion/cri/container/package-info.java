/** Containers as values: what is asked for, with safe defaults, and what the runtime reports. */
@NullMarked
package io.kriterion.cri.container;

import org.jspecify.annotations.NullMarked;
