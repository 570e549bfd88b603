package io.kriterion.grader.judge;

/** Linux's signal numbers in words; the same on x86-64 and AArch64. */
final class Signal {
  private static final String[] NAMES = {
    "HUP", "INT", "QUIT", "ILL", "TRAP", "ABRT", "BUS", "FPE", "KILL", "USR1", "SEGV", "USR2",
    "PIPE", "ALRM", "TERM", "STKFLT", "CHLD", "CONT", "STOP", "TSTP", "TTIN", "TTOU", "URG", "XCPU",
    "XFSZ", "VTALRM", "PROF", "WINCH", "IO", "PWR", "SYS"
  };

  private Signal() {}

  /** Such as {@code signal 11 (SIGSEGV)}; the number alone where it has no name. */
  static String describe(int signal) {
    boolean named = signal >= 1 && signal <= NAMES.length;
    return "signal " + signal + (named ? " (SIG" + NAMES[signal - 1] + ")" : "");
  }
}
