package io.kriterion.grader.containerd;

import java.nio.file.Path;

/**
 * Where one instance keeps what.
 *
 * @param state the directory of its state, removed last
 * @param data the directory of its data
 */
record InstanceDirectories(Path state, Path data) {

  /** The name that the instance's own {@code /run} is mounted under in its namespace. */
  String mountSource() {
    return "kriterion:" + state;
  }

  String name() {
    return String.valueOf(state.getFileName());
  }

  /** The control group that holds the sandboxes of this instance. */
  String cgroup() {
    return "/kriterion/" + name();
  }

  Path socket() {
    return state.resolve("containerd.sock");
  }

  Path config() {
    return state.resolve("config.toml");
  }

  Path log() {
    return state.resolve("containerd.log");
  }

  Path cniPlugins() {
    return data.resolve("cni");
  }

  Path cniNetworks() {
    return state.resolve("cni/conf");
  }

  /** Where containerd keeps a directory for each container: namespace, then id. */
  Path bundles() {
    return state.resolve("state/io.containerd.runtime.v2.task");
  }
}
