package io.kriterion.grader.process;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * One process of this machine. Its start time and the boot it belongs to tell it from a later
 * process that was given the same number, also when it is read back from a file.
 *
 * @param pid the process number, positive
 * @param startTicks when it started, in clock ticks after the boot, as {@code /proc/PID/stat} says
 * @param boot the kernel's random identifier of the boot
 */
public record ProcessId(long pid, long startTicks, String boot) {

  private static final Path PROC = Path.of("/proc");

  /** Refuses numbers that no process has. */
  public ProcessId {
    if (pid < 1) {
      throw new IllegalArgumentException("pid: " + pid + " (expected: 1 or more)");
    }
    if (boot.isEmpty() || boot.chars().anyMatch(Character::isWhitespace)) {
      throw new IllegalArgumentException("boot: " + boot + " (expected: one word)");
    }
  }

  /** The process with this number, unless there is none or it has ended and waits to be reaped. */
  public static Optional<ProcessId> of(long pid) {
    return ProcessTable.entry(PROC, pid)
        .filter(ProcessTable.Entry::running)
        .map(entry -> new ProcessId(pid, entry.startTicks(), currentBoot()));
  }

  /** The process that runs this code. */
  public static ProcessId current() {
    return of(ProcessHandle.current().pid()).orElseThrow();
  }

  /** Reads what {@link #text()} wrote; empty when it is anything else. */
  public static Optional<ProcessId> parse(String text) {
    List<String> words = List.of(text.strip().split("\\s", -1));
    if (words.size() != 3 || words.get(2).isEmpty()) {
      return Optional.empty();
    }
    try {
      long pid = Long.parseLong(words.get(0));
      return pid < 1
          ? Optional.empty()
          : Optional.of(new ProcessId(pid, Long.parseLong(words.get(1)), words.get(2)));
    } catch (NumberFormatException e) {
      return Optional.empty();
    }
  }

  /** One line without a line end that {@link #parse} reads back. */
  public String text() {
    return pid + " " + startTicks + " " + boot;
  }

  /** Whether this very process still runs. A process that ended and is not yet reaped does not. */
  public boolean alive() {
    return of(pid).filter(this::equals).isPresent();
  }

  /** Sends SIGKILL if this very process still runs; returns at once, before it has ended. */
  public void kill() {
    // The handle remembers the start time it saw, so a number reused after the check is not hit.
    Optional<ProcessHandle> handle = ProcessHandle.of(pid);
    if (handle.isPresent() && alive()) {
      handle.get().destroyForcibly();
    }
  }

  static String currentBoot() {
    try {
      return Files.readString(
              PROC.resolve("sys/kernel/random/boot_id"), StandardCharsets.ISO_8859_1)
          .strip();
    } catch (IOException e) {
      return "unknown-boot";
    }
  }
}
