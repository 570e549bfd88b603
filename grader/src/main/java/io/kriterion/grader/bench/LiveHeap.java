package io.kriterion.grader.bench;

import java.lang.management.ManagementFactory;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import javax.management.JMException;
import javax.management.ObjectName;

/**
 * What of this process's heap is in use, by the JVM's own histogram of classes.
 *
 * <p>It is less than what a collector says is used after a collection: the serial one does not
 * close every hole between long-lived objects, but covers it with a filler, until fillers take some
 * percent of the old generation (its option {@code MarkSweepDeadRatio}). They come to several MiB
 * in an hour, and nobody holds them.
 */
final class LiveHeap {

  private static final Pattern LINE =
      Pattern.compile("^ *\\d+: +\\d+ +(\\d+) +(\\S+).*$", Pattern.MULTILINE);
  private static final String FILLER = "jdk.internal.vm.Filler";

  private LiveHeap() {}

  /** Collects garbage and counts the rest, in bytes; blocks for a tenth of a second or so. */
  static long bytes() {
    try {
      return bytes(
          (String)
              ManagementFactory.getPlatformMBeanServer()
                  .invoke(
                      new ObjectName("com.sun.management:type=DiagnosticCommand"),
                      "gcClassHistogram",
                      new Object[] {new String[0]},
                      new String[] {String[].class.getName()}));
    } catch (JMException e) {
      throw new IllegalStateException("this JVM counts no objects", e);
    }
  }

  /** As a histogram says. */
  static long bytes(String histogram) {
    long all =
        LINE.matcher(histogram)
            .results()
            .filter(line -> !line.group(2).contains(FILLER))
            .map((MatchResult line) -> line.group(1))
            .mapToLong(Long::parseLong)
            .sum();
    if (all == 0) {
      throw new IllegalStateException("this JVM's histogram has another form");
    }
    return all;
  }
}
