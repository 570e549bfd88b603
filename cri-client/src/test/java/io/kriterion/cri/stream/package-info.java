/** Tests of streams over both transports. */
@NullMarked
package io.kriterion.cri.stream;

import org.jspecify.annotations.NullMarked;
