package io.kriterion.grader.bench;

/**
 * One measured figure beside its baseline.
 *
 * @param name such as {@code warm-first-output}
 * @param system what was measured: the runtime handler
 * @param unit of all values, such as {@code ms}
 * @param n how many measurements
 * @param p50 the median
 * @param p95 95 of 100 are no worse: no longer for a time, no lower for a rate
 * @param p99 99 of 100 are no worse
 * @param baseline the median of the baseline, in the same unit
 * @param baselineName what the baseline is
 * @param ratio of the two medians, as the target has it
 * @param target what must be reached, in words
 * @param met whether it was
 */
public record Figure(
    String name,
    String system,
    String unit,
    int n,
    double p50,
    double p95,
    double p99,
    double baseline,
    String baselineName,
    double ratio,
    String target,
    boolean met) {

  static Figure ofTimes(
      String name,
      String system,
      String unit,
      Samples samples,
      double baseline,
      String baselineName,
      double ratio,
      String target,
      boolean met) {
    return new Figure(
        name,
        system,
        unit,
        samples.count(),
        samples.atMost(50),
        samples.atMost(95),
        samples.atMost(99),
        baseline,
        baselineName,
        ratio,
        target,
        met);
  }

  static Figure ofRates(
      String name,
      String system,
      String unit,
      Samples samples,
      double baseline,
      String baselineName,
      String target,
      boolean met) {
    return new Figure(
        name,
        system,
        unit,
        samples.count(),
        samples.atLeast(50),
        samples.atLeast(95),
        samples.atLeast(99),
        baseline,
        baselineName,
        samples.atLeast(50) / baseline,
        target,
        met);
  }
}
