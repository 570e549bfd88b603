package io.kriterion.grader.api;

import io.kriterion.grader.error.FailureClass;
import io.kriterion.grader.error.GraderException;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.GroupPrincipal;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.PosixFilePermissions;
import java.nio.file.attribute.UserPrincipalNotFoundException;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The file of the Unix socket. The server binds it where nobody else can see it; it comes to its
 * place only when it has its mode and group, so that it is never open to others than it should be.
 * For one thread.
 */
final class ApiSocket {

  private static final Logger log = LoggerFactory.getLogger(ApiSocket.class);

  /* The kernel's bound for the path of a socket. */
  private static final int LONGEST_PATH = 107;

  private final Path place;
  private final Path hidden;
  private @Nullable Object identity;

  private ApiSocket(Path place, Path hidden) {
    this.place = place;
    this.hidden = hidden;
  }

  /**
   * Makes ready for a socket: its directory is made if it is missing.
   *
   * @throws GraderException NODE: somebody answers there already, or the place cannot be used
   */
  static ApiSocket prepare(Path place) {
    Path path = place.toAbsolutePath();
    Path directory = path.getParent();
    if (directory == null) {
      throw failure(place + ": is no place for a socket; name a file", null);
    }
    try {
      Files.createDirectories(directory);
      refuseIfTaken(path);
      Path hidden = Files.createTempDirectory(directory, ".s").resolve("s");
      if (hidden.toString().getBytes(StandardCharsets.UTF_8).length > LONGEST_PATH) {
        Files.delete(hidden.getParent());
        throw failure(place + ": is too long a path for a socket; name a shorter one", null);
      }
      return new ApiSocket(path, hidden);
    } catch (IOException e) {
      throw failure("cannot make the socket " + place + ": " + e, e);
    }
  }

  private static void refuseIfTaken(Path path) throws IOException {
    if (!Files.exists(path, LinkOption.NOFOLLOW_LINKS)) {
      return;
    }
    if (!attributes(path).isOther()) {
      throw failure(path + " is no socket; move it away, or name another place", null);
    }
    try (SocketChannel channel = SocketChannel.open(StandardProtocolFamily.UNIX)) {
      channel.connect(UnixDomainSocketAddress.of(path));
    } catch (IOException e) {
      if (String.valueOf(e.getMessage()).contains("Connection refused")) {
        return; // left by a process that was killed
      }
      throw e;
    }
    throw failure(
        "somebody answers on " + path + " already; stop that node, or name another socket", null);
  }

  /** Where the server is to bind it. */
  UnixDomainSocketAddress address() {
    return UnixDomainSocketAddress.of(hidden);
  }

  /**
   * Brings the bound socket to its place, where it replaces one that a dead process left.
   *
   * @param group who may open it beside its owner
   * @throws GraderException NODE: the group does not exist or may not be given
   */
  void publish(Optional<String> group) {
    try {
      Files.setPosixFilePermissions(hidden, PosixFilePermissions.fromString("rw-rw----"));
      if (group.isPresent()) {
        Files.getFileAttributeView(hidden, PosixFileAttributeView.class)
            .setGroup(group(group.get()));
      }
      identity = attributes(hidden).fileKey();
      Files.move(hidden, place, StandardCopyOption.ATOMIC_MOVE);
      Files.delete(hidden.getParent());
    } catch (IOException e) {
      throw failure("cannot make the socket " + place + ": " + e, e);
    }
  }

  private GroupPrincipal group(String name) throws IOException {
    try {
      return place.getFileSystem().getUserPrincipalLookupService().lookupPrincipalByGroupName(name);
    } catch (UserPrincipalNotFoundException e) {
      throw failure("there is no group " + name + " for the socket " + place + "; make it", e);
    }
  }

  private static BasicFileAttributes attributes(Path path) throws IOException {
    return Files.readAttributes(path, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
  }

  /** Removes what is left of it; a socket that another has put in its place stays. */
  void remove() {
    try {
      if (identity == null) {
        Files.deleteIfExists(hidden);
        Files.deleteIfExists(hidden.getParent());
      } else if (Files.exists(place, LinkOption.NOFOLLOW_LINKS)
          && identity.equals(attributes(place).fileKey())) {
        Files.delete(place);
      }
    } catch (IOException e) {
      log.atWarn().setCause(e).log("the socket {} is not removed", place);
    }
  }

  private static GraderException failure(String message, @Nullable Throwable cause) {
    return new GraderException(FailureClass.NODE, message, cause);
  }
}
