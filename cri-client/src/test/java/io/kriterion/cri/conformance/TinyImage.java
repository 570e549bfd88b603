package io.kriterion.cri.conformance;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/**
 * An OCI image of one layer.
 *
 * @param manifest names the other two by their digests
 * @param config what the image's id is the digest of
 * @param layer an uncompressed tar
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
public record TinyImage(byte[] manifest, byte[] config, byte[] layer) {

  static final String MANIFEST = "application/vnd.oci.image.manifest.v1+json";

  private static final String CONFIG = "application/vnd.oci.image.config.v1+json";
  private static final String LAYER = "application/vnd.oci.image.layer.v1.tar";

  /* Two blocks of zeros are the end of a tar. */
  private static final int EMPTY_TAR = 2 * 512;

  /** One with nothing in it, different for every text. It cannot be run. */
  public static TinyImage of(String text) {
    return of(text, new byte[EMPTY_TAR]);
  }

  /**
   * One with these files.
   *
   * @param layer an uncompressed tar
   */
  public static TinyImage of(String text, byte[] layer) {
    byte[] config =
        """
        {"architecture": "amd64", "os": "linux", "author": "%s",
         "rootfs": {"type": "layers", "diff_ids": ["%s"]}}
        """
            .formatted(text, digest(layer))
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
}
