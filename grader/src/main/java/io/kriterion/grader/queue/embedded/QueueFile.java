package io.kriterion.grader.queue.embedded;

import io.kriterion.grader.queue.QueueException;
import io.kriterion.grader.queue.QueueException.Reason;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.sqlite.SQLiteConfig;
import org.sqlite.SQLiteConfig.SynchronousMode;

/**
 * The directory of a queue: its file, the lock that keeps a second process out, and the place where
 * SQLite's native library is unpacked.
 */
final class QueueFile implements AutoCloseable {

  /* "Krit", and the version of the schema: what tells our files from others. */
  private static final int APPLICATION = 0x4b726974;
  private static final int VERSION = 2;
  private static final String NAME = "queue.db";
  private static final int LOG_MOST_BYTES = 64 << 20;
  private static final int CACHE_KIBIBYTES = 16 << 10;

  /* A process's lock on a file ends when it closes any descriptor of that file, so a second try
  within this process must not even open it. */
  private static final Set<Path> TAKEN = ConcurrentHashMap.newKeySet();

  private final Path directory;
  private final Path file;
  private final Duration patience;
  private final FileChannel lock;

  private QueueFile(Path directory, Duration patience, FileChannel lock) {
    this.directory = directory;
    this.file = directory.resolve(NAME);
    this.patience = patience;
    this.lock = lock;
  }

  /**
   * Makes the directory if it is not there, and takes it.
   *
   * @throws QueueException UNAVAILABLE: another process has it, or it cannot be used
   */
  static QueueFile take(Path directory, Duration patience) {
    try {
      if (!Files.exists(directory)) {
        Files.createDirectories(
            directory,
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
      }
      Path real = directory.toRealPath();
      if (!TAKEN.add(real)) {
        throw inUse(directory);
      }
      try {
        return new QueueFile(real, patience, locked(directory));
      } catch (IOException | RuntimeException e) {
        TAKEN.remove(real);
        throw e;
      }
    } catch (IOException e) {
      throw new QueueException(
          Reason.UNAVAILABLE, "cannot use " + directory + " for the queue: " + e, e);
    }
  }

  private static FileChannel locked(Path directory) throws IOException {
    FileChannel channel =
        FileChannel.open(
            directory.resolve("queue.lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
    try {
      FileLock lock = channel.tryLock();
      if (lock == null) {
        throw inUse(directory);
      }
      prepareNative(directory.resolve("native"));
      return channel;
    } catch (IOException | RuntimeException e) {
      channel.close();
      throw e;
    }
  }

  private static QueueException inUse(Path directory) {
    return new QueueException(
        Reason.UNAVAILABLE, "the queue in " + directory + " is in use already");
  }

  /* A killed process leaves its copy of the library behind. A copy that this one still uses may go:
  it is mapped. */
  private static void prepareNative(Path directory) throws IOException {
    Files.createDirectories(directory);
    try (DirectoryStream<Path> left = Files.newDirectoryStream(directory, "sqlite-*")) {
      for (Path copy : left) {
        Files.deleteIfExists(copy);
      }
    }
    if (System.getProperty("org.sqlite.tmpdir") == null) {
      System.setProperty("org.sqlite.tmpdir", directory.toString());
    }
  }

  /**
   * The connection that writes; checks the file, makes it if it is not there, and brings one of an
   * earlier release to this one's form.
   */
  Database openForWriting() throws SQLException {
    Database database = connect();
    try {
      boolean isNew = database.number("SELECT count(*) FROM sqlite_schema") == 0;
      if (!isNew) {
        check(database, file);
      }
      database.run("PRAGMA journal_mode = WAL");
      if (isNew) {
        bringToVersion(database, "schema.sql");
      } else if (version(database) < VERSION) {
        bringToVersion(database, "from-version-1.sql");
      }
      return database;
    } catch (SQLException | RuntimeException e) {
      database.close();
      throw e;
    }
  }

  /** A connection that only reads. */
  Database openForReading() throws SQLException {
    Database database = connect();
    database.run("PRAGMA query_only = 1");
    return database;
  }

  private Database connect() throws SQLException {
    return connect(file, patience);
  }

  private static Database connect(Path file, Duration patience) throws SQLException {
    SQLiteConfig config = new SQLiteConfig();
    config.setBusyTimeout((int) patience.toMillis());
    config.setSynchronous(SynchronousMode.FULL);
    config.setJournalSizeLimit(LOG_MOST_BYTES);
    config.setCacheSize(-CACHE_KIBIBYTES);
    config.setGetGeneratedKeys(false); // nobody asks, and each insertion would
    return new Database(config.createConnection("jdbc:sqlite:" + file));
  }

  /**
   * See {@link EmbeddedQueue#backup}; the copy has its name only when it is whole, so that a part
   * of one is never taken for a queue.
   */
  static void backup(Path directory, Path target) {
    Path file = directory.resolve(NAME);
    if (!Files.isRegularFile(file)) {
      throw new QueueException(Reason.UNAVAILABLE, "there is no queue in " + directory);
    }
    Path whole = target.toAbsolutePath();
    Path part = whole.resolveSibling(whole.getFileName() + ".part");
    try {
      if (Files.exists(whole, LinkOption.NOFOLLOW_LINKS)) {
        throw new FileAlreadyExistsException(target.toString());
      }
      Files.createFile(
          part, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
      try {
        copy(file, part);
        Files.createLink(whole, part); // unlike a move it never replaces a file
      } finally {
        Files.delete(part);
      }
      try (FileChannel directoryOfIt = FileChannel.open(whole.getParent())) {
        directoryOfIt.force(true);
      }
    } catch (IOException e) {
      throw new QueueException(Reason.UNAVAILABLE, "cannot write " + target + ": " + e, e);
    } catch (SQLException e) {
      throw SqlFailures.translate(e);
    }
  }

  private static void copy(Path file, Path target) throws IOException, SQLException {
    try (Database database = connect(file, QueueSettings.DEFAULT.patience())) {
      check(database, file);
      database.change("VACUUM INTO ?", target.toString());
    }
    try (FileChannel written = FileChannel.open(target, StandardOpenOption.WRITE)) {
      written.force(true);
    }
  }

  /* All of it or, when the connection is closed before the end, nothing. */
  private static void bringToVersion(Database database, String script) throws SQLException {
    database.run("BEGIN IMMEDIATE");
    for (String statement : statements(script)) {
      database.run(statement);
    }
    database.run("PRAGMA application_id = " + APPLICATION);
    database.run("PRAGMA user_version = " + VERSION);
    database.run("COMMIT");
  }

  private static long version(Database database) throws SQLException {
    return database.number("PRAGMA user_version");
  }

  /* Takes a file of an earlier release, too: a backup of one is whatever it was. */
  private static void check(Database database, Path file) throws SQLException {
    if (database.number("PRAGMA application_id") != APPLICATION) {
      throw new QueueException(
          Reason.UNAVAILABLE, file + " is a database of another program; move it away");
    }
    long version = version(database);
    if (version < 1 || version > VERSION) {
      throw new QueueException(
          Reason.UNAVAILABLE,
          file + " has the form " + version + ", this release knows 1 to " + VERSION);
    }
    String health =
        database.first("PRAGMA quick_check(1)", row -> row.getString(1)).orElse("no answer");
    if (!health.equals("ok")) {
      throw new QueueException(
          Reason.UNAVAILABLE, file + " is damaged; move it away and restore a backup");
    }
  }

  private static String[] statements(String name) {
    try (InputStream text = QueueFile.class.getResourceAsStream(name)) {
      if (text == null) {
        throw new IllegalStateException(name + " is missing");
      }
      return new String(text.readAllBytes(), StandardCharsets.UTF_8).strip().split(";\\R");
    } catch (IOException e) {
      throw new UncheckedIOException(name + " cannot be read", e);
    }
  }

  /** The file itself, for messages. */
  Path path() {
    return file;
  }

  @Override
  public void close() {
    if (lock.isOpen()) {
      try {
        lock.close();
      } catch (IOException e) {
        throw new UncheckedIOException("the queue's lock cannot be given back", e);
      } finally {
        TAKEN.remove(directory);
      }
    }
  }
}
