package io.kriterion.grader.sandbox;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import io.kriterion.grader.process.SystemCall;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.file.Path;

/**
 * The system calls around mounts that Java has no other way to: each as the manual's section 2 has
 * it, throwing an {@link IOException} with the errno where it fails. They act in the mount
 * namespace of the calling thread.
 */
final class LinuxCalls {

  static final int CLONE_FS = 0x200;
  static final int CLONE_NEWNS = 0x20000;
  static final int MNT_DETACH = 2;
  static final int MS_NOSUID = 2;
  static final int MS_NODEV = 4;

  private static final int O_RDONLY_CLOEXEC = 0x80000;

  private final SystemCall mount =
      SystemCall.of("mount", JAVA_INT, ADDRESS, ADDRESS, ADDRESS, JAVA_LONG, ADDRESS);
  private final SystemCall umount2 = SystemCall.of("umount2", JAVA_INT, ADDRESS, JAVA_INT);
  private final SystemCall mkdir = SystemCall.of("mkdir", JAVA_INT, ADDRESS, JAVA_INT);
  private final SystemCall chown = SystemCall.of("chown", JAVA_INT, ADDRESS, JAVA_INT, JAVA_INT);
  private final SystemCall chmod = SystemCall.of("chmod", JAVA_INT, ADDRESS, JAVA_INT);
  private final SystemCall open = SystemCall.of("open", JAVA_INT, ADDRESS, JAVA_INT);
  private final SystemCall close = SystemCall.of("close", JAVA_INT, JAVA_INT);
  private final SystemCall setns = SystemCall.of("setns", JAVA_INT, JAVA_INT, JAVA_INT);
  private final SystemCall unshare = SystemCall.of("unshare", JAVA_INT, JAVA_INT);

  void mount(String source, Path target, String type, long flags, String options)
      throws IOException {
    try (Arena arena = Arena.ofConfined()) {
      mount.call(
          arena.allocateFrom(source),
          text(arena, target),
          arena.allocateFrom(type),
          flags,
          arena.allocateFrom(options));
    }
  }

  void unmount(Path target, int flags) throws IOException {
    try (Arena arena = Arena.ofConfined()) {
      umount2.call(text(arena, target), flags);
    }
  }

  /** Makes a directory of that owner and exactly that mode. */
  void makeDirectory(Path directory, int owner, int mode) throws IOException {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment path = text(arena, directory);
      mkdir.call(path, 0700);
      chown.call(path, owner, owner);
      chmod.call(path, mode);
    }
  }

  /** Moves the calling thread, for good, into the mount namespace of a process. */
  void enterMountNamespace(long pid) throws IOException {
    try (Arena arena = Arena.ofConfined()) {
      int namespace =
          (int) open.call(arena.allocateFrom("/proc/" + pid + "/ns/mnt"), O_RDONLY_CLOEXEC);
      try {
        // threads of one process share their root and working directory, which a namespace forbids
        unshare.call(CLONE_FS);
        setns.call(namespace, CLONE_NEWNS);
      } finally {
        close.call(namespace);
      }
    }
  }

  private static MemorySegment text(Arena arena, Path path) {
    return arena.allocateFrom(path.toString());
  }
}
