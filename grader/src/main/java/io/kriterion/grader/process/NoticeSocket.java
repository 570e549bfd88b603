package io.kriterion.grader.process;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;
import static java.lang.foreign.ValueLayout.JAVA_SHORT;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.Arrays;

/**
 * A Unix datagram socket that somebody else reads: named by a path, or by {@code @} and a name that
 * no file system has. Java's own Unix sockets are streams only.
 */
final class NoticeSocket {

  private static final int AF_UNIX = 1;
  private static final int SOCK_DGRAM_CLOEXEC = 2 | 0x80000;
  private static final int SOL_SOCKET = 1;
  private static final int SO_SNDTIMEO = 21;
  private static final int MSG_NOSIGNAL = 0x4000;

  /** How long a reader may let a message wait, in seconds. */
  private static final long PATIENCE = 5;

  private static final int LONGEST_NAME = 107;

  private static final SystemCall SOCKET =
      SystemCall.of("socket", JAVA_INT, JAVA_INT, JAVA_INT, JAVA_INT);
  private static final SystemCall SETSOCKOPT =
      SystemCall.of("setsockopt", JAVA_INT, JAVA_INT, JAVA_INT, JAVA_INT, ADDRESS, JAVA_INT);
  private static final SystemCall SENDTO =
      SystemCall.of("sendto", JAVA_LONG, JAVA_INT, ADDRESS, JAVA_LONG, JAVA_INT, ADDRESS, JAVA_INT);
  private static final SystemCall CLOSE = SystemCall.of("close", JAVA_INT, JAVA_INT);

  private NoticeSocket() {}

  /**
   * Sends one message; blocks for a few seconds at the most.
   *
   * @throws IOException if the name is none, nobody reads there, or its reader lets it wait
   */
  static void send(String name, String message) throws IOException {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment address = address(arena, name);
      MemorySegment content = arena.allocateFrom(message, UTF_8);
      MemorySegment patience = arena.allocateFrom(JAVA_LONG, PATIENCE, 0);
      int socket = (int) SOCKET.call(AF_UNIX, SOCK_DGRAM_CLOEXEC, 0);
      try {
        SETSOCKOPT.call(socket, SOL_SOCKET, SO_SNDTIMEO, patience, (int) patience.byteSize());
        SENDTO.call(
            socket,
            content,
            content.byteSize() - 1,
            MSG_NOSIGNAL,
            address,
            (int) address.byteSize());
      } finally {
        CLOSE.call(socket);
      }
    }
  }

  /** The kernel's form of a name: a path with the byte that ends it, a name of no file without. */
  static MemorySegment address(Arena arena, String name) throws IOException {
    byte[] bytes = name.getBytes(UTF_8);
    boolean path = name.startsWith("/");
    if (!path && !name.startsWith("@")) {
      throw new IOException("neither a path nor @ and a name");
    } else if (bytes.length > LONGEST_NAME) {
      throw new IOException("longer than " + LONGEST_NAME + " bytes");
    }
    if (!path) {
      bytes[0] = 0;
    }
    byte[] kept = path ? Arrays.copyOf(bytes, bytes.length + 1) : bytes;
    MemorySegment address = arena.allocate(JAVA_SHORT.byteSize() + kept.length, 2);
    address.set(JAVA_SHORT, 0, (short) AF_UNIX);
    MemorySegment.copy(MemorySegment.ofArray(kept), 0, address, JAVA_SHORT.byteSize(), kept.length);
    return address;
  }
}
