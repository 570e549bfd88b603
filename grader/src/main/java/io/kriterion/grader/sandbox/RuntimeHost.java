package io.kriterion.grader.sandbox;

import io.kriterion.cri.CriClient;
import io.kriterion.grader.cgroup.Cgroups;
import java.nio.file.Path;
import java.util.OptionalLong;

/**
 * The runtime and the machine on which sandboxes are made.
 *
 * @param client a connected client; whoever made this record closes it
 * @param mountNamespaceOf a process whose mount namespace the runtime lives in, or empty when that
 *     is the node's own
 * @param cgroups this machine's cgroups
 * @param cgroupRoot the cgroup below which every sandbox gets one, for example {@code
 *     /kriterion/default}
 * @param sandboxes the directory in which every sandbox gets one, for as long as it lives; on a
 *     file system that allows execution
 * @param node the name of this node, kept in the label {@code io.kriterion/node}
 */
public record RuntimeHost(
    CriClient client,
    OptionalLong mountNamespaceOf,
    Cgroups cgroups,
    String cgroupRoot,
    Path sandboxes,
    String node) {}
