/** Programs that attack, cheat or fail, run on every handler, and what must become of each. */
@NullMarked
package io.kriterion.it.corpus;

import org.jspecify.annotations.NullMarked;
