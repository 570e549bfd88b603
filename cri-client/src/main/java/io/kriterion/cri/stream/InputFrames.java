package io.kriterion.cri.stream;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import java.util.Optional;

/** How a transport wraps what the caller sends. Thread-safe. */
interface InputFrames {

  /**
   * A frame with a copy of these bytes of input, for the channel's pipeline.
   *
   * @param allocator where the frame's buffer comes from
   */
  Object data(ByteBufAllocator allocator, byte[] source, int offset, int length);

  /** The frame that ends the input, if the transport has one. */
  Optional<Object> end();

  /** A frame for the terminal's size, where the plan has one. */
  Object size(ByteBufAllocator allocator, byte[] json);

  /** A buffer that begins with these bytes, one each, and goes on with a copy of the source's. */
  static ByteBuf copy(
      ByteBufAllocator allocator, byte[] source, int offset, int length, int... prefix) {
    ByteBuf buffer = allocator.buffer(prefix.length + length);
    for (int value : prefix) {
      buffer.writeByte(value);
    }
    return buffer.writeBytes(source, offset, length);
  }
}
