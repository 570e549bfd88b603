package io.kriterion.grader.pipeline;

import io.kriterion.cri.fake.FakeProgram;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/**
 * Speaks the protocol of kriterion-init in its place (grader/src/main/c/PROTOCOL.md): steps end
 * well at once, and a GET is answered as a test says.
 */
final class FakeInit implements FakeProgram {

  private static final long SEAL = 42;

  /** What a GET of a file gets. */
  interface Get {

    /** Answers; the stream ends when this throws. */
    void answer(String path, long most, Reply reply) throws IOException;
  }

  /** The frames that a GET may be answered with. */
  record Reply(DataOutputStream out) {

    void file(long size) throws IOException {
      frame(0x49, ByteBuffer.allocate(12).putInt(0644).putLong(size).array());
    }

    void content(int length) throws IOException {
      frame(0x4a, new byte[length]);
    }

    void error(int errno) throws IOException {
      frame(0x43, ByteBuffer.allocate(9).putInt(errno).putShort((short) 3).array());
    }

    private void frame(int type, byte[] payload) throws IOException {
      byte[] whole =
          ByteBuffer.allocate(5 + payload.length)
              .put((byte) type)
              .putInt(payload.length)
              .put(payload)
              .array();
      out.write(whole);
      out.flush();
    }
  }

  private final Get get;

  FakeInit(Get get) {
    this.get = get;
  }

  @Override
  public int run(InputStream stdin, OutputStream stdout, OutputStream stderr) throws IOException {
    DataInputStream in = new DataInputStream(stdin);
    Reply reply = new Reply(new DataOutputStream(stdout));
    int steps = 0;
    try {
      while (true) {
        int type = in.readUnsignedByte();
        ByteBuffer payload = ByteBuffer.wrap(in.readNBytes(in.readInt()));
        switch (type) {
          case 0x06 ->
              reply.frame(
                  0x41,
                  ByteBuffer.allocate(14)
                      .putShort((short) 3)
                      .putInt(payload.getInt(2))
                      .putLong(SEAL)
                      .array());
          case 0x03 ->
              reply.frame(0x46, ByteBuffer.allocate(70).putLong(62, SEAL + ++steps).array());
          case 0x0b -> {
            long most = payload.getLong();
            byte[] path = new byte[payload.getShort()];
            payload.get(path);
            get.answer(new String(path, StandardCharsets.UTF_8), most, reply);
          }
          case 0x05 -> reply.frame(0x47, new byte[0]);
          default -> {
            // nothing that a test of artifacts asks for
          }
        }
      }
    } catch (EOFException e) {
      return 0;
    }
  }
}
