package io.kriterion.grader.process;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.StructLayout;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.VarHandle;

/**
 * One of the C library's system calls that Java has no other way to, as the manual's section 2 has
 * it. Immutable and safe for many threads; a call blocks as the system's does, and holds its
 * carrier thread meanwhile.
 */
@SuppressWarnings("restricted") // the linker calls functions whose shapes are written here
public final class SystemCall {

  private static final StructLayout STATE = Linker.Option.captureStateLayout();
  private static final VarHandle ERRNO =
      STATE.varHandle(MemoryLayout.PathElement.groupElement("errno"));

  private static final int LONGEST_TEXT = 256;
  private static final MethodHandle STRERROR =
      Linker.nativeLinker()
          .downcallHandle(
              Linker.nativeLinker().defaultLookup().findOrThrow("strerror"),
              FunctionDescriptor.of(ADDRESS, JAVA_INT));

  private final String name;
  private final MethodHandle function;

  private SystemCall(String name, MethodHandle function) {
    this.name = name;
    this.function = function;
  }

  /**
   * The function of this name.
   *
   * @param result what it returns: an {@code int} or a {@code long}, negative where it fails
   * @param arguments its arguments
   */
  public static SystemCall of(String name, MemoryLayout result, MemoryLayout... arguments) {
    Linker linker = Linker.nativeLinker();
    MethodHandle handle =
        linker.downcallHandle(
            linker.defaultLookup().findOrThrow(name),
            FunctionDescriptor.of(result, arguments),
            Linker.Option.captureCallState("errno"));
    return new SystemCall(name, handle.asSpreader(1, Object[].class, arguments.length));
  }

  /**
   * Calls it.
   *
   * @param arguments of exactly the types that the layouts say
   * @return what it returned, 0 or more
   * @throws IOException if it failed: its name and the system's reason
   */
  public long call(Object... arguments) throws IOException {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment state = arena.allocate(STATE);
      long result = invoke(state, arguments);
      if (result < 0) {
        throw new IOException(name + ": " + text((int) ERRNO.get(state, 0L)));
      }
      return result;
    }
  }

  private long invoke(MemorySegment state, Object... arguments) {
    try {
      return ((Number) function.invoke(state, arguments)).longValue();
    } catch (Throwable e) {
      throw new IllegalStateException(e);
    }
  }

  private static String text(int errno) {
    try {
      MemorySegment text = (MemorySegment) STRERROR.invokeExact(errno);
      return text.reinterpret(LONGEST_TEXT).getString(0);
    } catch (Throwable e) {
      throw new IllegalStateException(e);
    }
  }
}
