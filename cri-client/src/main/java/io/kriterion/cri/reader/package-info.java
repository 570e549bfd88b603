/** Reading what a runtime sends over time, at the reader's own pace. */
@NullMarked
package io.kriterion.cri.reader;

import org.jspecify.annotations.NullMarked;
