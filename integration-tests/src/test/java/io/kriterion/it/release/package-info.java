/** The archive that is released: what is in it, that it runs, and its service. */
@NullMarked
package io.kriterion.it.release;

import org.jspecify.annotations.NullMarked;
