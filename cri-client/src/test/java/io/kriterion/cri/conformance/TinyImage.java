package io.kriterion.cri.conformance;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayOutputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Locale;

/**
 * An OCI image of one layer with one file, different for every text. It cannot be run.
 *
 * @param manifest names the other two by their digests
 * @param config what the image's id is the digest of
 * @param layer an uncompressed tar
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
record TinyImage(byte[] manifest, byte[] config, byte[] layer) {

  static final String MANIFEST = "application/vnd.oci.image.manifest.v1+json";

  private static final String CONFIG = "application/vnd.oci.image.config.v1+json";
  private static final String LAYER = "application/vnd.oci.image.layer.v1.tar";
  private static final int TAR_BLOCK = 512;

  static TinyImage of(String text) {
    byte[] layer = tar("text", text.getBytes(UTF_8));
    byte[] config =
        """
        {"architecture": "amd64", "os": "linux", "config": {"User": "1234"},
         "rootfs": {"type": "layers", "diff_ids": ["%s"]}}
        """
            .formatted(digest(layer))
            .getBytes(UTF_8);
    byte[] manifest =
        """
        {"schemaVersion": 2, "mediaType": "%s",
         "config": {"mediaType": "%s", "digest": "%s", "size": %d},
         "layers": [{"mediaType": "%s", "digest": "%s", "size": %d}]}
        """
            .formatted(
                MANIFEST, CONFIG, digest(config), config.length, LAYER, digest(layer), layer.length)
            .getBytes(UTF_8);
    return new TinyImage(manifest, config, layer);
  }

  /** The image's id in a runtime. */
  String id() {
    return digest(config);
  }

  /** What the image is pulled by where nothing may change. */
  String digest() {
    return digest(manifest);
  }

  static String digest(byte[] bytes) {
    try {
      return "sha256:"
          + HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }

  /* A tar of one file, in the form of POSIX 1003.1-1988. */
  private static byte[] tar(String name, byte[] content) {
    byte[] header = new byte[TAR_BLOCK];
    put(header, 0, name);
    put(header, 100, "0000644\0");
    put(header, 108, "0000000\0");
    put(header, 116, "0000000\0");
    put(header, 124, String.format(Locale.ROOT, "%011o\0", content.length));
    put(header, 136, "00000000000\0");
    put(header, 148, "        ");
    put(header, 156, "0");
    put(header, 257, "ustar\00000");
    int sum = 0;
    for (byte b : header) {
      sum += b & 0xff;
    }
    put(header, 148, String.format(Locale.ROOT, "%06o\0 ", sum));
    ByteArrayOutputStream tar = new ByteArrayOutputStream();
    tar.writeBytes(header);
    tar.writeBytes(content);
    int padding = Math.floorMod(-content.length, TAR_BLOCK);
    tar.writeBytes(new byte[padding + 2 * TAR_BLOCK]);
    return tar.toByteArray();
  }

  private static void put(byte[] header, int at, String text) {
    byte[] bytes = text.getBytes(UTF_8);
    System.arraycopy(bytes, 0, header, at, bytes.length);
  }
}
