package io.kriterion.grader.judge;

/**
 * Linux's error numbers as far as starting a program gives them; the same on x86-64 and AArch64.
 */
final class Errno {
  private Errno() {}

  /** Whether the number says that the node, not the program's file, was the reason. */
  static boolean isNodeFault(int errno) {
    return switch (errno) {
      case 5, 11, 12, 23, 24 -> true;
      default -> false;
    };
  }

  /** The number in words, such as {@code no such file or directory (ENOENT)}. */
  static String describe(int errno) {
    return switch (errno) {
      case 1 -> "not permitted (EPERM)";
      case 2 -> "no such file or directory (ENOENT)";
      case 5 -> "input/output error (EIO)";
      case 7 -> "arguments too long (E2BIG)";
      case 8 -> "not a program that this machine runs (ENOEXEC)";
      case 11 -> "no process left (EAGAIN)";
      case 12 -> "no memory left (ENOMEM)";
      case 13 -> "permission denied, or not executable (EACCES)";
      case 20 -> "not a directory (ENOTDIR)";
      case 21 -> "is a directory (EISDIR)";
      case 22 -> "malformed program (EINVAL)";
      case 23 -> "no open file left on the machine (ENFILE)";
      case 24 -> "no open file left in the process (EMFILE)";
      case 26 -> "the program's file is open for writing (ETXTBSY)";
      case 36 -> "name too long (ENAMETOOLONG)";
      case 40 -> "too many symbolic links (ELOOP)";
      default -> "errno " + errno;
    };
  }
}
