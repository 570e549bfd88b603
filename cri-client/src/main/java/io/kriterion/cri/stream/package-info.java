/**
 * Live streams to a container: exec over SPDY/3.1 or WebSocket, with back-pressure and exit status.
 */
@NullMarked
package io.kriterion.cri.stream;

import org.jspecify.annotations.NullMarked;
