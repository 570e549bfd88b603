/** The conformance kit that every queue passes. */
@org.jspecify.annotations.NullMarked
package io.kriterion.grader.queue;
