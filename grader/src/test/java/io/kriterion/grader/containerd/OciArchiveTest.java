package io.kriterion.grader.containerd;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class OciArchiveTest {

  private static final Pattern DESCRIPTOR =
      Pattern.compile("\"digest\":\"sha256:([0-9a-f]{64})\",\"size\":(\\d+)");

  @TempDir Path directory;

  @Test
  void everyReferenceLeadsToItsBlob() throws Exception {
    byte[] program = new byte[100_001];
    Arrays.fill(program, (byte) 7);
    Map<String, byte[]> files = entries(archive(program, "a.tar"));

    assertThat(text(files, "oci-layout")).isEqualTo("{\"imageLayoutVersion\":\"1.0.0\"}");
    String index = text(files, "index.json");
    assertThat(index).contains("\"io.containerd.image.name\":\"kriterion.local/pause:latest\"");
    List<String> ofIndex = follow(files, index);
    assertThat(ofIndex).hasSize(1);
    List<String> ofManifest = follow(files, text(files, "blobs/sha256/" + ofIndex.get(0)));
    assertThat(ofManifest).as("configuration and layer").hasSize(2);
    String config = text(files, "blobs/sha256/" + ofManifest.get(0));
    assertThat(config)
        .contains("\"Entrypoint\":[\"/pause\"]")
        .contains("\"Env\":[\"A=\\\"b\\\\\"]")
        .contains("\"diff_ids\":[\"sha256:" + ofManifest.get(1) + "\"]");
    Map<String, byte[]> layer = entries(bytes(files, "blobs/sha256/" + ofManifest.get(1)));
    assertThat(layer).containsOnlyKeys("pause");
    assertThat(bytes(layer, "pause")).isEqualTo(program);
    assertThat(files).hasSize(5);
  }

  @Test
  void sameInputSameBytes() throws Exception {
    byte[] program = {1, 2, 3};
    assertThat(archive(program, "a.tar")).isEqualTo(archive(program, "b.tar"));
    assertThat(directory.toFile().list()).containsExactlyInAnyOrder("program", "a.tar", "b.tar");
  }

  @Test
  void theSystemsTarReadsIt() throws Exception {
    archive(new byte[] {1, 2, 3}, "a.tar");
    Process tar = new ProcessBuilder("tar", "tvf", directory.resolve("a.tar").toString()).start();
    String listing = new String(tar.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(tar.waitFor()).isZero();
    assertThat(listing).contains("-rw-r--r-- 0/0").contains(" 1970-01-01 ").contains("index.json");
  }

  @Test
  void refusesWhatCannotBeAnImage() {
    assertThatThrownBy(() -> new OciArchive.Description("pause", List.of(), List.of()))
        .hasMessage("image name: pause (expected: host/name:tag in lower case)");
    assertThatThrownBy(() -> OciArchive.architecture("riscv64")).hasMessageContaining("riscv64");
    assertThat(OciArchive.architecture("aarch64")).isEqualTo("arm64");
  }

  private byte[] archive(byte[] program, String name) throws IOException {
    Path file = Files.write(directory.resolve("program"), program);
    Path archive = directory.resolve(name);
    OciArchive.fromProgram(
        file,
        "/pause",
        new OciArchive.Description(
            "kriterion.local/pause:latest", List.of("/pause"), List.of("A=\"b\\")),
        archive);
    return Files.readAllBytes(archive);
  }

  /** The digests that a document refers to, each checked against the blob it names. */
  private static List<String> follow(Map<String, byte[]> files, String document) throws Exception {
    Matcher matcher = DESCRIPTOR.matcher(document);
    List<String> digests = new ArrayList<>();
    while (matcher.find()) {
      byte[] blob = bytes(files, "blobs/sha256/" + matcher.group(1));
      assertThat(blob.length).isEqualTo(Integer.parseInt(matcher.group(2)));
      assertThat(HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(blob)))
          .isEqualTo(matcher.group(1));
      digests.add(matcher.group(1));
    }
    return digests;
  }

  private static String text(Map<String, byte[]> files, String name) {
    return new String(bytes(files, name), StandardCharsets.UTF_8);
  }

  private static byte[] bytes(Map<String, byte[]> files, String name) {
    byte[] content = files.get(name);
    if (content == null) {
      throw new AssertionError(name + " is not among " + files.keySet());
    }
    return content;
  }

  private static Map<String, byte[]> entries(byte[] tar) {
    Map<String, byte[]> entries = new LinkedHashMap<>();
    int at = 0;
    while (tar[at] != 0) {
      String name = field(tar, at, 100);
      int size = Integer.parseInt(field(tar, at + 124, 12), 8);
      entries.put(name, Arrays.copyOfRange(tar, at + 512, at + 512 + size));
      at += 512 + (size + 511) / 512 * 512;
    }
    assertThat(tar.length - at).as("two empty blocks at the end").isEqualTo(1024);
    return entries;
  }

  private static String field(byte[] tar, int offset, int length) {
    return new String(tar, offset, length, StandardCharsets.ISO_8859_1).split("\0", 2)[0].strip();
  }
}
