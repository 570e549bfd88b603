package io.kriterion.cri.stream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.io.IOException;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class OutputBufferTest {

  private static final int PIECE = 128 << 10;

  private final AtomicInteger rooms = new AtomicInteger();
  private final OutputBuffer buffer = new OutputBuffer(rooms::incrementAndGet);

  private static ByteBuf piece(int size) {
    return Unpooled.directBuffer(size).writeZero(size);
  }

  @Test
  void isFullAtOneMebibyteAndHasRoomAtHalf() throws IOException {
    for (int i = 0; i < 7; i++) {
      buffer.offer(piece(PIECE));
    }
    assertThat(buffer.full()).isFalse();
    buffer.offer(piece(PIECE));
    assertThat(buffer.full()).isTrue();
    assertThat(buffer.available()).isEqualTo(8 * PIECE);
    for (int i = 0; i < 4; i++) {
      assertThat(rooms).hasValue(0);
      assertThat(buffer.full()).isTrue();
      assertThat(buffer.readNBytes(PIECE)).hasSize(PIECE);
    }
    // three and a bit pieces are left, their cost counted
    assertThat(buffer.readNBytes(1)).hasSize(1);
    assertThat(rooms).hasValue(1);
    assertThat(buffer.full()).isFalse();
  }

  @Test
  void singleBytesCountAsWhatTheyTake() {
    for (int i = 0; i < 5000; i++) {
      buffer.offer(piece(1));
    }
    assertThat(buffer.available()).isEqualTo(5000);
    assertThat(buffer.full()).isTrue();
  }

  @Test
  void nettysBuffersAreGivenBackAtOnce() throws IOException {
    ByteBuf large = piece(PIECE);
    ByteBuf small = piece(100);
    buffer.offer(large);
    buffer.offer(small);
    assertThat(large.refCnt()).isZero();
    assertThat(small.refCnt()).isZero();
    assertThat(buffer.readNBytes(PIECE + 100)).hasSize(PIECE + 100);
  }

  @Test
  void oneReadTakesWhatThereIsAndDoesNotWaitForMore() throws IOException {
    buffer.offer(piece(3));
    buffer.offer(piece(4));
    byte[] target = new byte[100];
    assertThat(buffer.read(target, 0, 5)).isEqualTo(5);
    assertThat(buffer.read(target)).isEqualTo(2);
    buffer.offer(piece(1));
    buffer.end(new IOException("broken"));
    assertThat(buffer.read(target)).isEqualTo(1);
    assertThatIOException().isThrownBy(() -> buffer.read(target)).withMessage("broken");
  }

  @Test
  void closingGivesEverythingBack() throws IOException {
    ByteBuf begun = piece(PIECE);
    ByteBuf waiting = piece(1 << 20);
    ByteBuf late = piece(PIECE);
    buffer.offer(begun);
    buffer.offer(waiting);
    assertThat(buffer.read()).isZero();
    assertThat(buffer.full()).isTrue();
    buffer.close();
    buffer.close();
    buffer.offer(late);
    assertThat(begun.refCnt()).isZero();
    assertThat(waiting.refCnt()).isZero();
    assertThat(late.refCnt()).isZero();
    assertThat(buffer.full()).isFalse();
    assertThat(rooms).hasValue(1);
    assertThatIOException().isThrownBy(buffer::read).withMessage("the stream is closed");
  }

  @Test
  void endMakesRoomAndKeepsWhatWasReceived() throws IOException {
    buffer.offer(piece(1 << 20));
    assertThat(buffer.full()).isTrue();
    buffer.end(null);
    buffer.end(null);
    assertThat(buffer.full()).isFalse();
    assertThat(rooms).hasValue(1);
    buffer.offer(piece(1 << 20));
    assertThat(buffer.full()).as("what comes is dropped").isFalse();
    assertThat(buffer.readAllBytes()).hasSize(1 << 20);
    assertThat(rooms).hasValue(1);
  }

  @Test
  void failureComesAfterTheLastByte() throws IOException {
    buffer.offer(piece(1));
    buffer.end(new IOException("broken"));
    buffer.end(null);
    assertThat(buffer.read()).isZero();
    assertThatIOException().isThrownBy(buffer::read).withMessage("broken");
    assertThatIOException().isThrownBy(buffer::read).withMessage("broken");
  }

  @Test
  void endComesAfterTheLastByte() throws IOException {
    buffer.offer(piece(2));
    buffer.end(null);
    buffer.end(new IOException("too late"));
    assertThat(buffer.readAllBytes()).hasSize(2);
    assertThat(buffer.read()).isEqualTo(-1);
    assertThat(buffer.read(new byte[0])).isZero();
  }
}
