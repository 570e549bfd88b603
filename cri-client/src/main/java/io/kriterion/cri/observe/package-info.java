/** What is told of each call, for traces and metrics. */
@NullMarked
package io.kriterion.cri.observe;

import org.jspecify.annotations.NullMarked;
