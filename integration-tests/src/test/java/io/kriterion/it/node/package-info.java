/** The node that tests grade on: a private containerd of their own, and tasks made for it. */
@NullMarked
package io.kriterion.it.node;

import org.jspecify.annotations.NullMarked;
