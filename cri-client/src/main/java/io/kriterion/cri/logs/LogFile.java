package io.kriterion.cri.logs;

import static java.nio.file.LinkOption.NOFOLLOW_LINKS;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Objects;

/** One open file of a log. It stays the same file when it is renamed or removed. */
final class LogFile implements AutoCloseable {

  private static final int TRIES = 10;

  private final FileChannel channel;
  private final Object key;

  private LogFile(FileChannel channel, Object key) {
    this.channel = channel;
    this.key = key;
  }

  /**
   * Opens a regular file; a link, a pipe or a device is refused without being opened.
   *
   * @throws java.nio.file.NoSuchFileException if there is none
   */
  static LogFile open(Path path) throws IOException {
    for (int i = 0; i < TRIES; i++) {
      Object before = keyOf(path);
      FileChannel channel = FileChannel.open(path, StandardOpenOption.READ, NOFOLLOW_LINKS);
      try {
        if (before.equals(keyOf(path))) {
          return new LogFile(channel, before);
        }
      } catch (IOException e) {
        channel.close();
        throw e;
      }
      // it was rotated in between: which of the two this is nobody knows
      channel.close();
    }
    throw new FileSystemException(path.toString(), null, "it is replaced all the time");
  }

  /** What stays the same as long as it is the same file. */
  static Object keyOf(Path path) throws IOException {
    BasicFileAttributes attributes =
        Files.readAttributes(path, BasicFileAttributes.class, NOFOLLOW_LINKS);
    if (!attributes.isRegularFile()) {
      throw new FileSystemException(
          path.toString(), null, "not a log: a link or no regular file (expected: a regular file)");
    }
    return Objects.requireNonNull(attributes.fileKey(), "file key");
  }

  boolean isAt(Path path) throws IOException {
    return key.equals(keyOf(path));
  }

  long size() throws IOException {
    return channel.size();
  }

  long position() throws IOException {
    return channel.position();
  }

  void position(long position) throws IOException {
    channel.position(position);
  }

  /** Reads on from where it is; -1 at the end of what there is. */
  int read(ByteBuffer target) throws IOException {
    return channel.read(target);
  }

  /** Fills the target from there, as far as the file goes. */
  void readAt(ByteBuffer target, long position) throws IOException {
    long from = position;
    while (target.hasRemaining()) {
      int count = channel.read(target, from);
      if (count < 0) {
        return;
      }
      from += count;
    }
  }

  @Override
  public void close() throws IOException {
    channel.close();
  }
}
