/**
 * A node's API: the gRPC services Grader and Operator on a Unix socket and, with TLS and tokens, on
 * the network. It says who may do what, and brings the queue's and the node's answers into the wire
 * format; what is graded and what happens to it, others read and write.
 */
@NullMarked
package io.kriterion.grader.api;

import org.jspecify.annotations.NullMarked;
