/** What the wire formats promise. */
@NullMarked
package io.kriterion.proto;

import org.jspecify.annotations.NullMarked;
