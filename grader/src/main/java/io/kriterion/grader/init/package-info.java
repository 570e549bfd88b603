/** The protocol spoken with kriterion-init inside a sandbox (src/main/c/PROTOCOL.md). */
@NullMarked
package io.kriterion.grader.init;

import org.jspecify.annotations.NullMarked;
