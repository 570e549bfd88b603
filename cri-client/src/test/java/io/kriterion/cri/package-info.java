/** Tests of the client as an application uses it. */
@NullMarked
package io.kriterion.cri;

import org.jspecify.annotations.NullMarked;
