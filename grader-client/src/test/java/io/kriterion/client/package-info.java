/** The client against a small fake node on real sockets. */
@NullMarked
package io.kriterion.client;

import org.jspecify.annotations.NullMarked;
