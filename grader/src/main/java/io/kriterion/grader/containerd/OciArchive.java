package io.kriterion.grader.containerd;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * An OCI image with one uncompressed layer, written as an image-layout tar that {@code ctr images
 * import} takes. The same input gives the same bytes.
 *
 * <p>Uses the JDK alone, because the script that builds the example images runs it from source.
 */
public final class OciArchive {

  /** What can be said about an image besides its files. */
  private static final Pattern NAME =
      Pattern.compile("[a-z0-9.-]+(:[0-9]+)?(/[a-z0-9._-]+)+:[A-Za-z0-9._-]+");

  private static final String MEDIA = "application/vnd.oci.image.";

  /**
   * What the image says about itself.
   *
   * @param name full name with a tag, such as {@code kriterion.local/gcc:latest}
   * @param entrypoint the program and its first arguments; empty when the user of the image says
   * @param environment variables as {@code NAME=value}
   */
  public record Description(String name, List<String> entrypoint, List<String> environment) {

    /** Refuses a name without a tag. */
    public Description {
      if (!NAME.matcher(name).matches()) {
        throw new IllegalArgumentException(
            "image name: " + name + " (expected: host/name:tag in lower case)");
      }
      entrypoint = List.copyOf(entrypoint);
      environment = List.copyOf(environment);
    }
  }

  private record Blob(String digest, long size) {}

  private OciArchive() {}

  /**
   * Writes the image whose root file system is this uncompressed tar. The archive is complete or
   * not there: it is written beside its place and renamed.
   *
   * @throws IOException when the tar cannot be read or the archive not written
   */
  public static void fromRootTar(Path rootTar, Description description, Path archive)
      throws IOException {
    Path unfinished = archive.resolveSibling(archive.getFileName() + ".new");
    try {
      write(rootTar, description, unfinished);
      Files.move(
          unfinished, archive, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    } finally {
      Files.deleteIfExists(unfinished);
    }
  }

  /**
   * Writes the image that holds one program, with mode 0755 and owned by root, at {@code path}.
   *
   * @param path absolute path in the image, of one part such as {@code /pause}
   * @throws IOException when the program cannot be read or the archive not written
   */
  public static void fromProgram(Path program, String path, Description description, Path archive)
      throws IOException {
    Path layer = archive.resolveSibling(archive.getFileName() + ".layer");
    try {
      try (OutputStream out = Files.newOutputStream(layer);
          TarWriter tar = new TarWriter(out)) {
        tar.file(path.substring(1), 0755, program);
      }
      fromRootTar(layer, description, archive);
    } finally {
      Files.deleteIfExists(layer);
    }
  }

  private static void write(Path layer, Description description, Path target) throws IOException {
    Blob layerBlob = blob(layer);
    byte[] config =
        bytes(
            "{\"architecture\":%s,\"os\":\"linux\",\"config\":{\"Entrypoint\":%s,\"Env\":%s},"
                    .formatted(
                        quote(architecture(System.getProperty("os.arch", ""))),
                        array(description.entrypoint()),
                        array(description.environment()))
                + "\"rootfs\":{\"type\":\"layers\",\"diff_ids\":[%s]}}"
                    .formatted(quote("sha256:" + layerBlob.digest())));
    Blob configBlob = blob(config);
    byte[] manifest =
        bytes(
            "{\"schemaVersion\":2,\"mediaType\":%s,\"config\":%s,\"layers\":[%s]}"
                .formatted(
                    quote(MEDIA + "manifest.v1+json"),
                    descriptor("config.v1+json", configBlob, ""),
                    descriptor("layer.v1.tar", layerBlob, "")));
    Blob manifestBlob = blob(manifest);
    String name = description.name();
    String annotations =
        ",\"annotations\":{\"io.containerd.image.name\":%s,\"org.opencontainers.image.ref.name\":%s}"
            .formatted(quote(name), quote(name.substring(name.lastIndexOf(':') + 1)));
    byte[] index =
        bytes(
            "{\"schemaVersion\":2,\"manifests\":[%s]}"
                .formatted(descriptor("manifest.v1+json", manifestBlob, annotations)));
    try (OutputStream out = Files.newOutputStream(target);
        TarWriter tar = new TarWriter(out)) {
      tar.file("oci-layout", 0644, bytes("{\"imageLayoutVersion\":\"1.0.0\"}"));
      tar.file("index.json", 0644, index);
      tar.file("blobs/sha256/" + manifestBlob.digest(), 0644, manifest);
      tar.file("blobs/sha256/" + configBlob.digest(), 0644, config);
      tar.file("blobs/sha256/" + layerBlob.digest(), 0644, layer);
    }
  }

  /** The OCI's name for the JDK's name of a processor architecture. */
  static String architecture(String osArch) {
    return switch (osArch) {
      case "amd64", "x86_64" -> "amd64";
      case "aarch64", "arm64" -> "arm64";
      default ->
          throw new IllegalArgumentException(
              "processor architecture: " + osArch + " (expected: amd64 or aarch64)");
    };
  }

  private static String descriptor(String type, Blob blob, String more) {
    return "{\"mediaType\":%s,\"digest\":%s,\"size\":%d%s}"
        .formatted(quote(MEDIA + type), quote("sha256:" + blob.digest()), blob.size(), more);
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  private static String array(List<String> values) {
    return values.stream().map(OciArchive::quote).collect(Collectors.joining(",", "[", "]"));
  }

  private static String quote(String value) {
    if (value.chars().anyMatch(c -> c < ' ')) {
      throw new IllegalArgumentException("image: a control character in a text");
    }
    return '"' + value.replace("\\", "\\\\").replace("\"", "\\\"") + '"';
  }

  private static Blob blob(byte[] content) {
    return new Blob(HexFormat.of().formatHex(sha256().digest(content)), content.length);
  }

  private static Blob blob(Path file) throws IOException {
    MessageDigest digest = sha256();
    try (InputStream in = Files.newInputStream(file)) {
      byte[] buffer = new byte[1 << 20];
      int read;
      while ((read = in.read(buffer)) > 0) {
        digest.update(buffer, 0, read);
      }
    }
    return new Blob(HexFormat.of().formatHex(digest.digest()), Files.size(file));
  }

  private static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
  }
}
