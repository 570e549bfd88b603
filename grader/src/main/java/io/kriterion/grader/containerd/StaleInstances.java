package io.kriterion.grader.containerd;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** Finds and removes what dead processes left. */
final class StaleInstances {

  private StaleInstances() {}

  static List<String> remove(Path stateRoot, Path dataRoot) {
    TreeSet<String> removed = new TreeSet<>();
    @Nullable ContainerdException failure = null;
    List<InstanceDirectories> candidates = candidates(stateRoot, dataRoot);
    for (InstanceDirectories directories : candidates) {
      try {
        if (removeIfStale(directories)) {
          removed.add(directories.name());
        }
      } catch (ContainerdException e) {
        if (failure == null) {
          failure = e;
        } else {
          failure.addSuppressed(e);
        }
      }
    }
    if (failure != null) {
      throw failure;
    }
    return List.copyOf(removed);
  }

  private static boolean removeIfStale(InstanceDirectories directories) {
    try {
      if (Files.isDirectory(directories.state())) {
        return InstanceRecord.stale(directories.state())
            && InstanceRemoval.remove(directories, () -> InstanceRecord.stale(directories.state()));
      }
      if (DataMark.read(directories.data()).filter(DataMark::ofEarlierBoot).isPresent()) {
        InstanceRemoval.delete(directories.data());
        return true;
      }
      return false;
    } catch (IOException e) {
      throw new ContainerdException("cannot read " + directories.state() + ": " + e, e);
    }
  }

  /** Instances by their state, then data whose mark names a state directory that is gone. */
  private static List<InstanceDirectories> candidates(Path stateRoot, Path dataRoot) {
    List<InstanceDirectories> found = new ArrayList<>();
    try {
      for (Path state : directories(stateRoot)) {
        Path data =
            InstanceRecord.read(state)
                .map(InstanceRecord::data)
                .orElse(dataRoot.resolve(state.getFileName()));
        found.add(new InstanceDirectories(state, data));
      }
      for (Path data : directories(dataRoot)) {
        DataMark.read(data)
            .ifPresent(mark -> found.add(new InstanceDirectories(mark.state(), data)));
      }
    } catch (IOException e) {
      throw new ContainerdException("cannot look for stale instances: " + e, e);
    }
    return found;
  }

  private static List<Path> directories(Path root) throws IOException {
    List<Path> found = new ArrayList<>();
    try (DirectoryStream<Path> entries =
        Files.newDirectoryStream(
            root,
            entry ->
                Files.isDirectory(entry, LinkOption.NOFOLLOW_LINKS)
                    && PrivateContainerdOptions.NAME
                        .matcher(String.valueOf(entry.getFileName()))
                        .matches())) {
      entries.forEach(found::add);
    } catch (NoSuchFileException e) {
      return List.of();
    }
    return found;
  }
}
