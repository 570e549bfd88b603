/** A small node for tests: keeps tasks and events, and can be made to go wrong. */
@NullMarked
package io.kriterion.client.fake;

import org.jspecify.annotations.NullMarked;
