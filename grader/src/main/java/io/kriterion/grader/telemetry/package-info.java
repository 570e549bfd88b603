/** What a serving node tells of itself: metrics for Prometheus, traces for OpenTelemetry. */
@NullMarked
package io.kriterion.grader.telemetry;

import org.jspecify.annotations.NullMarked;
