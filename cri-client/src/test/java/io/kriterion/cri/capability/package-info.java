/** Tests of what a runtime can do. */
@NullMarked
package io.kriterion.cri.capability;

import org.jspecify.annotations.NullMarked;
