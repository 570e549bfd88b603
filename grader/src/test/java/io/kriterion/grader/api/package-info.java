/** The API, over real sockets and on a real queue. */
@org.jspecify.annotations.NullMarked
package io.kriterion.grader.api;
