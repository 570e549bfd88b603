/** Tasks and events as they are sent and stored: between the API's messages and the domain. */
@NullMarked
package io.kriterion.grader.wire;

import org.jspecify.annotations.NullMarked;
