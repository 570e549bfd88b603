/**
 * The gRPC channel over a Unix socket: deadlines, and the one place where statuses become
 * exceptions.
 */
@NullMarked
package io.kriterion.cri.channel;

import org.jspecify.annotations.NullMarked;
