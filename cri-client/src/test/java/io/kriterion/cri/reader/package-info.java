/** Tests of streams from the runtime. */
@NullMarked
package io.kriterion.cri.reader;

import org.jspecify.annotations.NullMarked;
