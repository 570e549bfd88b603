package io.kriterion.grader.process;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/** The other end of a {@link NoticeSocket}, as systemd has it. */
final class NoticeReader implements AutoCloseable {

  private static final int AF_UNIX = 1;
  private static final int SOCK_DGRAM_CLOEXEC = 2 | 0x80000;
  private static final int MSG_DONTWAIT = 0x40;
  private static final int MOST = 4096;

  private static final SystemCall SOCKET =
      SystemCall.of("socket", JAVA_INT, JAVA_INT, JAVA_INT, JAVA_INT);
  private static final SystemCall BIND =
      SystemCall.of("bind", JAVA_INT, JAVA_INT, ADDRESS, JAVA_INT);
  private static final SystemCall RECV =
      SystemCall.of("recv", JAVA_LONG, JAVA_INT, ADDRESS, JAVA_LONG, JAVA_INT);
  private static final SystemCall CLOSE = SystemCall.of("close", JAVA_INT, JAVA_INT);

  private final int socket;

  NoticeReader(String name) throws IOException {
    socket = (int) SOCKET.call(AF_UNIX, SOCK_DGRAM_CLOEXEC, 0);
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment address = NoticeSocket.address(arena, name);
      BIND.call(socket, address, (int) address.byteSize());
    }
  }

  /** The next message, which has been sent already. */
  String next() throws IOException {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment content = arena.allocate(MOST);
      long length = RECV.call(socket, content, (long) MOST, MSG_DONTWAIT);
      return new String(content.asSlice(0, length).toArray(JAVA_BYTE), UTF_8);
    }
  }

  @Override
  public void close() {
    try {
      CLOSE.call(socket);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
