/** Tests of logs on files as containerd writes them, and as it does not. */
@NullMarked
package io.kriterion.cri.logs;

import org.jspecify.annotations.NullMarked;
