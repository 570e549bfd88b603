package io.kriterion.grader.init;

import java.time.Duration;
import java.util.List;
import java.util.Map;

/**
 * What kriterion-init is to run for one step, and within which limits.
 *
 * @param argv the command; its first word is looked up in the PATH of {@code env}
 * @param env exactly the environment that the program gets
 * @param workingDirectory absolute path inside the sandbox
 * @param wallLimit after which the step is killed
 * @param cpuLimit user and system time of all processes together, after which the step is killed
 * @param outputLimit bytes of standard output and standard error together
 * @param fileSizeLimit bytes of the largest file that the program may write
 * @param processes the most processes and threads that the step may have at once, counted by the
 *     sandbox's own kernel for the sandbox's user; {@link #ANY_PROCESSES} leaves it to the host
 */
public record StepCommand(
    List<String> argv,
    Map<String, String> env,
    String workingDirectory,
    Duration wallLimit,
    Duration cpuLimit,
    long outputLimit,
    long fileSizeLimit,
    int processes) {

  /** No limit of processes. */
  public static final int ANY_PROCESSES = -1;

  /** Bytes of stack of the program's main thread. */
  static final long STACK_BYTES = 64L << 20;

  /** Descriptors that one process may have open. */
  static final int OPEN_FILES = 256;

  /** Takes copies; refuses an empty command. */
  public StepCommand {
    argv = List.copyOf(argv);
    env = Map.copyOf(env);
    if (argv.isEmpty()) {
      throw new IllegalArgumentException("argv: empty (expected: at least the program)");
    }
  }
}
