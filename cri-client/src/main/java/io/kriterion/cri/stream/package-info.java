/**
 * Live streams to containers and pods: exec, attach and port-forward over SPDY/3.1 or WebSocket,
 * with back-pressure and the runtime's status.
 */
@NullMarked
package io.kriterion.cri.stream;

import org.jspecify.annotations.NullMarked;
