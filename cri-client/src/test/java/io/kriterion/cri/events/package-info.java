/** Tests of events from both sources. */
@NullMarked
package io.kriterion.cri.events;

import org.jspecify.annotations.NullMarked;
