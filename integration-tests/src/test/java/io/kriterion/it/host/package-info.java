/** What a machine holds before and after a test: nothing may be left of what ran in between. */
@NullMarked
package io.kriterion.it.host;

import org.jspecify.annotations.NullMarked;
