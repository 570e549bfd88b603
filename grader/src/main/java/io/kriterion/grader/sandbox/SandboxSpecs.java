package io.kriterion.grader.sandbox;

import io.kriterion.cri.container.ContainerSpec;
import io.kriterion.cri.container.Mount;
import io.kriterion.cri.container.Resources;
import io.kriterion.cri.sandbox.PodSandboxSpec;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** What the runtime is asked for, for one sandbox. */
final class SandboxSpecs {

  /** Where kriterion-init is inside the sandbox. */
  static final String INIT = "/.kriterion/init";

  /** The submission's working directory inside the sandbox. */
  static final String WORK = "/work";

  /** The label that holds the sandbox's own id. */
  static final String ID_LABEL = "io.kriterion/sandbox";

  /** The label that holds the number of the attempt that a sandbox was made for. */
  static final String ATTEMPT_LABEL = "io.kriterion/attempt";

  private static final String NAMESPACE = "kriterion";

  /** What kriterion-init itself may use beside the submission, at most. */
  private static final long INIT_MEMORY = 4L << 20;

  private SandboxSpecs() {}

  static PodSandboxSpec pod(
      String id, RuntimeHost host, SandboxShape shape, Map<String, String> labels, String cgroup) {
    return PodSandboxSpec.builder(id)
        .uid(id)
        .namespace(NAMESPACE)
        .attempt(Integer.parseInt(labels.getOrDefault(ATTEMPT_LABEL, "0")))
        .hostname("sandbox")
        .handler(shape.handler())
        .cgroupParent(cgroup)
        .labels(labels(id, host, labels))
        .build();
  }

  static ContainerSpec container(
      String id,
      RuntimeHost host,
      SandboxShape shape,
      Map<String, String> labels,
      SandboxFiles files,
      int user) {
    ContainerSpec.Builder builder =
        ContainerSpec.builder("submission", shape.image())
            .workingDirectory("/")
            .user(user, user)
            .labels(labels(id, host, labels))
            .mounts(
                List.of(
                    new Mount(files.init(), INIT, true),
                    new Mount(files.hosts(), "/etc/hosts", true),
                    new Mount(files.resolvConf(), "/etc/resolv.conf", true),
                    new Mount(files.passwd(), "/etc/passwd", true),
                    new Mount(files.group(), "/etc/group", true),
                    new Mount(Workspaces.work(files.workspace()), WORK, false),
                    new Mount(Workspaces.tmp(files.workspace()), "/tmp", false)))
            .resources(Resources.builder().memoryBytes(limitFor(shape.memory().bytes())).build());
    return switch (shape.main()) {
      // where the node goes away, so does its stream, and with it what runs in the sandbox
      case INIT -> builder.command(List.of(INIT, "main", WORK)).stdin(true).stdinOnce(true).build();
      case PARK -> builder.command(List.of(INIT, "park")).build();
      case IMAGE -> builder.build();
    };
  }

  /** The container's memory limit where the submission's is {@code bytes}. */
  static long limitFor(long bytes) {
    return bytes + INIT_MEMORY;
  }

  private static Map<String, String> labels(
      String id, RuntimeHost host, Map<String, String> labels) {
    Map<String, String> all = new HashMap<>(labels);
    all.put(ID_LABEL, id);
    all.put("io.kriterion/node", host.node());
    all.put("io.kriterion/created", Instant.now().toString());
    return all;
  }
}
