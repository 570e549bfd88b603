package io.kriterion.it.host;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.BiPredicate;

/** The directories where containers leave traces: cgroups, network namespaces, state and data. */
final class Places {

  private static final Path CGROUPS = Path.of("/sys/fs/cgroup");

  /* What is below these is containerd's store, collected in its own time and removed as a whole. */
  private static final List<String> STORES =
      List.of("io.containerd.snapshotter", "io.containerd.content", "host-run", "rootfs");

  private Places() {}

  static Set<String> cgroups() {
    Set<String> found = new TreeSet<>();
    visit(
        CGROUPS,
        8,
        (directory, depth) -> {
          String path = CGROUPS.relativize(directory).toString();
          if (path.contains("kriterion") || path.contains("k8s.io")) {
            found.add("cgroup " + path);
          }
          return true;
        });
    return found;
  }

  static Set<String> networkNamespaces() {
    Set<String> found = new TreeSet<>();
    for (String directory : List.of("/run/netns", "/var/run/netns")) {
      entries(Path.of(directory), found, "network namespace ", "");
    }
    return found;
  }

  static Set<String> directories() {
    Set<String> found = new TreeSet<>();
    for (String root : List.of("/run/kriterion", "/var/lib/kriterion")) {
      Path path = Path.of(root);
      if (Files.isDirectory(path)) {
        found.add("directory " + root);
      }
      visit(
          path,
          6,
          (directory, depth) -> {
            found.add("directory " + directory);
            String name = String.valueOf(directory.getFileName());
            return STORES.stream().noneMatch(name::startsWith);
          });
    }
    entries(Path.of("/tmp"), found, "temporary ", "kriterion-");
    entries(Path.of("/tmp"), found, "temporary ", "it-");
    entries(Path.of("/run/containerd"), found, "containerd's ", "");
    return found;
  }

  private static void entries(Path directory, Set<String> found, String what, String prefix) {
    try (DirectoryStream<Path> entries = Files.newDirectoryStream(directory, prefix + "*")) {
      entries.forEach(entry -> found.add(what + entry));
    } catch (NoSuchFileException | NotDirectoryException e) {
      return;
    } catch (IOException e) {
      throw new AssertionError("cannot read " + directory, e);
    }
  }

  private static void visit(Path root, int depth, BiPredicate<Path, Integer> descend) {
    if (depth == 0) {
      return;
    }
    try (DirectoryStream<Path> entries =
        Files.newDirectoryStream(
            root, entry -> Files.isDirectory(entry, LinkOption.NOFOLLOW_LINKS))) {
      for (Path entry : entries) {
        if (descend.test(entry, depth)) {
          visit(entry, depth - 1, descend);
        }
      }
    } catch (IOException | java.nio.file.DirectoryIteratorException e) {
      // It vanished while it was read.
      return;
    }
  }
}
