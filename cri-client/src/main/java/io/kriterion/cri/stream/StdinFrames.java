package io.kriterion.cri.stream;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import java.util.Optional;

/** How a transport wraps standard input. Thread-safe. */
interface StdinFrames {

  /**
   * A frame with a copy of these bytes, for the channel's pipeline.
   *
   * @param allocator where the frame's buffer comes from
   */
  Object data(ByteBufAllocator allocator, byte[] source, int offset, int length);

  /** The frame that ends the input, if the transport has one. */
  Optional<Object> end();

  /** A buffer that holds {@code reserve} bytes of the caller's and then these. */
  static ByteBuf copy(
      ByteBufAllocator allocator, int reserve, byte[] source, int offset, int length) {
    ByteBuf buffer = allocator.buffer(reserve + length);
    return buffer.writeZero(reserve).writeBytes(source, offset, length);
  }
}
