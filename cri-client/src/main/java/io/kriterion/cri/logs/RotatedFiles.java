package io.kriterion.cri.logs;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/**
 * What was rotated away beside a log, the oldest first. The names are the kubelet's: {@code
 * <log>.<year><month><day>-<hour><minute><second>}, then {@code .gz}.
 *
 * @param plain what can be read
 * @param compressed what cannot
 */
record RotatedFiles(List<Path> plain, List<Path> compressed) {

  private static final Pattern SUFFIX = Pattern.compile("\\.\\d{8}-\\d{6}(\\.gz)?");

  static RotatedFiles of(Path log) throws IOException {
    String name = String.valueOf(log.getFileName());
    Path directory = log.toAbsolutePath().getParent();
    List<Path> plain = new ArrayList<>();
    List<Path> compressed = new ArrayList<>();
    try (DirectoryStream<Path> files =
        Files.newDirectoryStream(
            directory == null ? log : directory,
            file -> String.valueOf(file.getFileName()).startsWith(name))) {
      for (Path file : files) {
        String suffix = String.valueOf(file.getFileName()).substring(name.length());
        if (SUFFIX.matcher(suffix).matches()
            && Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)) {
          (suffix.endsWith(".gz") ? compressed : plain).add(file);
        }
      }
    }
    plain.sort(null);
    compressed.sort(null);
    return new RotatedFiles(List.copyOf(plain), List.copyOf(compressed));
  }
}
