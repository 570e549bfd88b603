package io.kriterion.grader.sandbox;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.StructLayout;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.VarHandle;
import java.nio.file.Path;

/**
 * The system calls around mounts that Java has no other way to: each as the manual's section 2 has
 * it, throwing an {@link IOException} with the errno where it fails. They act in the mount
 * namespace of the calling thread.
 */
@SuppressWarnings("restricted") // the linker calls functions whose shapes are written here
final class LinuxCalls {

  static final int CLONE_FS = 0x200;
  static final int CLONE_NEWNS = 0x20000;
  static final int MNT_DETACH = 2;
  static final int MS_NOSUID = 2;
  static final int MS_NODEV = 4;

  private static final int O_RDONLY_CLOEXEC = 0x80000;

  private static final StructLayout STATE = Linker.Option.captureStateLayout();
  private static final VarHandle ERRNO =
      STATE.varHandle(MemoryLayout.PathElement.groupElement("errno"));

  private static final int LONGEST_TEXT = 256;
  private static final MethodHandle STRERROR =
      Linker.nativeLinker()
          .downcallHandle(
              Linker.nativeLinker().defaultLookup().findOrThrow("strerror"),
              FunctionDescriptor.of(ADDRESS, JAVA_INT));

  private final MethodHandle mount =
      function("mount", ADDRESS, ADDRESS, ADDRESS, JAVA_LONG, ADDRESS);
  private final MethodHandle umount2 = function("umount2", ADDRESS, JAVA_INT);
  private final MethodHandle mkdir = function("mkdir", ADDRESS, JAVA_INT);
  private final MethodHandle chown = function("chown", ADDRESS, JAVA_INT, JAVA_INT);
  private final MethodHandle chmod = function("chmod", ADDRESS, JAVA_INT);
  private final MethodHandle open = function("open", ADDRESS, JAVA_INT);
  private final MethodHandle close = function("close", JAVA_INT);
  private final MethodHandle setns = function("setns", JAVA_INT, JAVA_INT);
  private final MethodHandle unshare = function("unshare", JAVA_INT);

  void mount(String source, Path target, String type, long flags, String options)
      throws IOException {
    try (Arena arena = Arena.ofConfined()) {
      call(
          "mount",
          mount,
          arena,
          arena.allocateFrom(source),
          text(arena, target),
          arena.allocateFrom(type),
          flags,
          arena.allocateFrom(options));
    }
  }

  void unmount(Path target, int flags) throws IOException {
    try (Arena arena = Arena.ofConfined()) {
      call("umount", umount2, arena, text(arena, target), flags);
    }
  }

  /** Makes a directory of that owner and exactly that mode. */
  void makeDirectory(Path directory, int owner, int mode) throws IOException {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment path = text(arena, directory);
      call("mkdir", mkdir, arena, path, 0700);
      call("chown", chown, arena, path, owner, owner);
      call("chmod", chmod, arena, path, mode);
    }
  }

  /** Moves the calling thread, for good, into the mount namespace of a process. */
  void enterMountNamespace(long pid) throws IOException {
    try (Arena arena = Arena.ofConfined()) {
      int namespace =
          call(
              "open",
              open,
              arena,
              arena.allocateFrom("/proc/" + pid + "/ns/mnt"),
              O_RDONLY_CLOEXEC);
      try {
        // threads of one process share their root and working directory, which a namespace forbids
        call("unshare", unshare, arena, CLONE_FS);
        call("setns", setns, arena, namespace, CLONE_NEWNS);
      } finally {
        call("close", close, arena, namespace);
      }
    }
  }

  private static MemorySegment text(Arena arena, Path path) {
    return arena.allocateFrom(path.toString());
  }

  private static MethodHandle function(String name, MemoryLayout... arguments) {
    Linker linker = Linker.nativeLinker();
    MethodHandle handle =
        linker.downcallHandle(
            linker.defaultLookup().findOrThrow(name),
            FunctionDescriptor.of(JAVA_INT, arguments),
            Linker.Option.captureCallState("errno"));
    return handle.asSpreader(1, Object[].class, arguments.length);
  }

  private static String text(int errno) {
    try {
      MemorySegment text = (MemorySegment) STRERROR.invokeExact(errno);
      return text.reinterpret(LONGEST_TEXT).getString(0);
    } catch (Throwable e) {
      throw new IllegalStateException(e);
    }
  }

  private static int call(String name, MethodHandle function, Arena arena, Object... arguments)
      throws IOException {
    MemorySegment state = arena.allocate(STATE);
    int result;
    try {
      result = (int) function.invoke(state, arguments);
    } catch (Throwable e) {
      throw new IllegalStateException(e);
    }
    if (result < 0) {
      throw new IOException(name + ": " + text((int) ERRNO.get(state, 0L)));
    }
    return result;
  }
}
