/** Tests of the metrics and traces. */
@org.jspecify.annotations.NullMarked
package io.kriterion.grader.telemetry;
