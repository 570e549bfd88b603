package io.kriterion.grader.doctor;

import io.kriterion.grader.task.ByteSize;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Memory: for the node, and for what its sandboxes may take together. */
final class MemoryCheck implements Check {

  private static final String NAME = "memory";
  private static final ByteSize LEAST = ByteSize.ofMebibytes(512);

  private final Machine machine;
  private final Optional<ByteSize> sandboxes;

  /**
   * The check.
   *
   * @param sandboxes what the configuration lets sandboxes take together, if it says so
   */
  MemoryCheck(Machine machine, Optional<ByteSize> sandboxes) {
    this.machine = machine;
    this.sandboxes = sandboxes;
  }

  @Override
  public List<Finding> look() {
    String text = machine.read("/proc/meminfo").orElse("");
    OptionalLong total = bytes(text, "MemTotal");
    OptionalLong available = bytes(text, "MemAvailable");
    if (total.isEmpty() || available.isEmpty()) {
      return List.of(
          Finding.warning(NAME, "/proc/meminfo does not tell", "see whether /proc is mounted"));
    }
    String found =
        (available.getAsLong() >> 20)
            + " MiB of "
            + (total.getAsLong() >> 20)
            + " MiB are available";
    if (sandboxes.isPresent() && sandboxes.get().bytes() > total.getAsLong()) {
      return List.of(
          Finding.problem(
              NAME,
              found + ", but sandboxes may take " + sandboxes.get() + " together",
              "set node: memory to three quarters of the machine's, or to nothing"));
    }
    return List.of(
        available.getAsLong() < LEAST.bytes()
            ? Finding.warning(
                NAME, found + ", less than " + LEAST, "end what else runs, or add memory")
            : Finding.ok(NAME, found));
  }

  private static OptionalLong bytes(String text, String name) {
    Matcher line = Pattern.compile("(?m)^" + name + ":\\s*([0-9]{1,15}) kB").matcher(text);
    return line.find()
        ? OptionalLong.of(Long.parseLong(line.group(1)) << 10)
        : OptionalLong.empty();
  }
}
