/** The code of docs/grader-client.md, compiled and run. */
@NullMarked
package io.kriterion.client.guide;

import org.jspecify.annotations.NullMarked;
