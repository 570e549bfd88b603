package io.kriterion.cri.capability;

import org.jspecify.annotations.Nullable;

/**
 * What not every runtime can do: the one table of what containerd has since when. Messages drop
 * unknown fields without a word, so a runtime ignores what it is too old for; a call that it does
 * not have it refuses aloud.
 */
public enum Feature {
  /** User namespaces of a pod's own. Announced per handler. */
  USER_NAMESPACES("user namespaces", Kind.HANDLER, "2.0"),
  /** User namespaces together with the node's network. Announced by the runtime. */
  USER_NAMESPACES_HOST_NETWORK("user namespaces on the node's network", Kind.RUNTIME, null),
  /** Read-only mounts whose submounts are read-only too. Announced per handler. */
  RECURSIVE_READ_ONLY_MOUNTS("recursive read-only mounts", Kind.HANDLER, "2.0"),
  /** Supplemental groups without those of the image's /etc/group. Announced by the runtime. */
  STRICT_SUPPLEMENTAL_GROUPS("the strict supplemental groups policy", Kind.RUNTIME, "2.0"),
  /** Mounts with noexec, nodev, nosuid. Announced by the runtime. */
  MOUNT_FLAGS("mount flags", Kind.RUNTIME, null),
  /** Images as mounts. */
  IMAGE_MOUNTS("image mounts", Kind.FIELD, "2.1"),
  /** A directory of an image as a mount. */
  IMAGE_MOUNT_SUB_PATHS("image mounts of a sub path", Kind.FIELD, "2.2"),
  /** Mounts with user and group ids shifted. */
  ID_MAPPED_MOUNTS("id-mapped mounts", Kind.FIELD, "2.0"),
  /** Devices by the names of the Container Device Interface. */
  CDI_DEVICES("CDI devices", Kind.FIELD, "2.0"),
  /** A stop signal other than the image's. */
  STOP_SIGNAL("a stop signal", Kind.FIELD, "2.3"),
  /** GetContainerEvents. */
  CONTAINER_EVENTS("container events", Kind.CALL, "1.7"),
  /** RuntimeConfig. */
  RUNTIME_CONFIG("RuntimeConfig", Kind.CALL, "2.0"),
  /** PodSandboxStats and ListPodSandboxStats. */
  POD_STATS("pod sandbox statistics", Kind.CALL, "1.6"),
  /** ListMetricDescriptors and ListPodSandboxMetrics. */
  POD_METRICS("pod sandbox metrics", Kind.CALL, "2.2"),
  /** CheckpointContainer. */
  CHECKPOINT_CONTAINER("checkpoints of containers", Kind.CALL, "2.0"),
  /** CheckpointPod and RestorePod: in no containerd yet, so left to its own answer. */
  CHECKPOINT_POD("checkpoints of pods", Kind.CALL, null),
  /** UpdatePodSandboxResources. */
  UPDATE_POD_RESOURCES("UpdatePodSandboxResources", Kind.CALL, "2.2"),
  /** The calls whose names start with Stream. */
  STREAMED_LISTS("streamed lists", Kind.CALL, "2.4");

  /** How one learns whether a runtime has it. */
  enum Kind {
    /** Only by the release; a runtime without it ignores it. */
    FIELD,
    /** By what Status says of the handler; silence means no. */
    HANDLER,
    /** By what Status says of the runtime; silence means no. */
    RUNTIME,
    /** By the release; a runtime without it answers UNIMPLEMENTED. */
    CALL
  }

  private final String words;
  private final Kind kind;
  private final @Nullable String containerd;

  Feature(String words, Kind kind, @Nullable String containerd) {
    this.words = words;
    this.kind = kind;
    this.containerd = containerd;
  }

  /** What it is, in words. */
  public String words() {
    return words;
  }

  Kind kind() {
    return kind;
  }

  /** The first containerd release that has it. */
  @Nullable Release since() {
    return containerd == null ? null : Release.parse(containerd).orElseThrow();
  }

  /** What to install to have it. */
  String needed() {
    String release = containerd == null ? "" : "containerd " + containerd + " or newer";
    return switch (kind) {
      case HANDLER, RUNTIME ->
          (release.isEmpty() ? "a runtime" : release)
              + " whose Status announces it"
              + (kind == Kind.HANDLER ? " for the handler" : "");
      case FIELD, CALL -> release.isEmpty() ? "a runtime that has it" : release;
    };
  }
}
