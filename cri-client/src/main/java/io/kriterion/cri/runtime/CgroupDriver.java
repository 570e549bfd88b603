package io.kriterion.cri.runtime;

/** Who makes the runtime's cgroups, and so what a cgroup parent looks like. */
public enum CgroupDriver {
  /** systemd: a parent is a slice's name. */
  SYSTEMD,
  /** The runtime itself: a parent is a path. */
  CGROUPFS
}
