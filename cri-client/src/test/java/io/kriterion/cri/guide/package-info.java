/** The code of docs/cri-client.md, compiled and run. */
@NullMarked
package io.kriterion.cri.guide;

import org.jspecify.annotations.NullMarked;
