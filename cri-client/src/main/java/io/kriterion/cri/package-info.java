/**
 * A client for the Container Runtime Interface (CRI), version 1: connect to a runtime's Unix
 * socket, then use its services.
 */
@NullMarked
package io.kriterion.cri;

import org.jspecify.annotations.NullMarked;
