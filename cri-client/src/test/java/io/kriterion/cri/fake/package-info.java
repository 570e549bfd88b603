/**
 * A CRI runtime for tests: real gRPC, SPDY and WebSocket servers with faults on demand. Published
 * for the tests of other modules as this module's {@code test-jar}.
 */
@NullMarked
package io.kriterion.cri.fake;

import org.jspecify.annotations.NullMarked;
