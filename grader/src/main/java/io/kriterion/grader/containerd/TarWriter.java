package io.kriterion.grader.containerd;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Writes a tar (POSIX ustar) of regular files that belong to root and have no time, so that the
 * same files give the same bytes. Not thread-safe; closing it ends the tar and leaves the stream
 * open.
 */
final class TarWriter implements AutoCloseable {

  private static final int BLOCK = 512;
  private static final int NAME_LENGTH = 100;
  private static final long LARGEST = 0x1_FFFF_FFFFL;

  private final OutputStream out;

  TarWriter(OutputStream out) {
    this.out = out;
  }

  void file(String name, int mode, byte[] content) throws IOException {
    out.write(header(name, mode, content.length));
    out.write(content);
    pad(content.length);
  }

  void file(String name, int mode, Path content) throws IOException {
    long size = Files.size(content);
    out.write(header(name, mode, size));
    long copied = Files.copy(content, out);
    if (copied != size) {
      throw new IOException(content + " changed its size while it was read");
    }
    pad(size);
  }

  @Override
  public void close() throws IOException {
    out.write(new byte[2 * BLOCK]);
  }

  private void pad(long size) throws IOException {
    out.write(new byte[(int) (-size & (BLOCK - 1))]);
  }

  private static byte[] header(String name, int mode, long size) {
    if (name.isEmpty() || name.length() > NAME_LENGTH || size > LARGEST) {
      throw new IllegalArgumentException(
          "tar entry: "
              + name
              + " of "
              + size
              + " bytes (expected: a name of 1..100, at most 8 GiB)");
    }
    byte[] header = new byte[BLOCK];
    put(header, 0, name);
    put(header, 100, "%07o".formatted(mode));
    put(header, 108, "0000000");
    put(header, 116, "0000000");
    put(header, 124, "%011o".formatted(size));
    put(header, 136, "00000000000");
    put(header, 148, "        ");
    header[156] = '0';
    put(header, 257, "ustar\00000");
    put(header, 329, "0000000");
    put(header, 337, "0000000");
    int sum = 0;
    for (byte b : header) {
      sum += b & 0xff;
    }
    put(header, 148, "%06o\0 ".formatted(sum));
    return header;
  }

  private static void put(byte[] header, int offset, String text) {
    byte[] bytes = text.getBytes(StandardCharsets.ISO_8859_1);
    System.arraycopy(bytes, 0, header, offset, bytes.length);
  }
}
