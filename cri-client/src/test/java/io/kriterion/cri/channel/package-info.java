/** Tests of statuses becoming exceptions. */
@NullMarked
package io.kriterion.cri.channel;

import org.jspecify.annotations.NullMarked;
