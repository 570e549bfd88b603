/** A CRI runtime for tests: real gRPC, SPDY and WebSocket servers with faults on demand. */
@NullMarked
package io.kriterion.cri.fake;

import org.jspecify.annotations.NullMarked;
