package io.kriterion.grader.cli;

import io.kriterion.grader.task.ByteSize;
import io.kriterion.grader.task.Stages;
import java.time.Duration;
import java.util.Locale;

/** How times and sizes are shown to a person: three digits or so, and the unit. */
final class Figures {

  private Figures() {}

  static String time(Duration duration) {
    double millis = duration.toNanos() / 1e6;
    if (millis >= 10_000) {
      return String.format(Locale.ROOT, "%.1f s", millis / 1000);
    }
    return String.format(Locale.ROOT, millis < 10 ? "%.1f ms" : "%.0f ms", millis);
  }

  static String size(ByteSize size) {
    return String.format(Locale.ROOT, "%.1f MiB", size.bytes() / (double) (1 << 20));
  }

  static String stages(Stages stages) {
    return String.format(
        Locale.ROOT,
        "create %s, launch %s, execute %s, stop %s, clean %s; together %s",
        time(stages.create()),
        time(stages.launch()),
        time(stages.execute()),
        time(stages.stop()),
        time(stages.clean()),
        time(stages.total()));
  }
}
