package io.kriterion.grader.sandbox;

import io.kriterion.cri.CriClient;
import io.kriterion.grader.cgroup.Cgroups;
import java.nio.file.Path;

/**
 * The runtime and the machine on which sandboxes are made.
 *
 * @param client a connected client; whoever made this record closes it
 * @param workspaces makes mounts where the runtime sees them; whoever made this record closes it
 * @param cgroups this machine's cgroups
 * @param cgroupRoot the cgroup below which every sandbox gets one, for example {@code
 *     /kriterion/default}
 * @param sandboxes the directory in which every sandbox gets one, for as long as it lives; on a
 *     file system that allows execution
 * @param node the name of this node, kept in the label {@code io.kriterion/node}
 * @param network whether its pods have a network beside {@code lo}
 */
public record RuntimeHost(
    CriClient client,
    Workspaces workspaces,
    Cgroups cgroups,
    String cgroupRoot,
    Path sandboxes,
    String node,
    boolean network) {}
