package io.kriterion.grader.sandbox;

import io.kriterion.cri.container.ContainerSpec;
import io.kriterion.cri.container.Mount;
import io.kriterion.cri.container.Resources;
import io.kriterion.cri.sandbox.PodSandboxSpec;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What the runtime is asked for, for one sandbox. */
final class SandboxSpecs {

  /** Where kriterion-init is inside the sandbox. */
  static final String INIT = "/.kriterion/init";

  /** The submission's working directory inside the sandbox. */
  static final String WORK = "/work";

  /** The label that holds the sandbox's own id. */
  static final String ID_LABEL = "io.kriterion/sandbox";

  /** The label that holds the node's name. */
  static final String NODE_LABEL = "io.kriterion/node";

  private static final String NAMESPACE = "kriterion";

  /** What kriterion-init itself may use beside the submission, at most. */
  private static final long INIT_MEMORY = 4L << 20;

  private SandboxSpecs() {}

  static PodSandboxSpec pod(
      String id,
      RuntimeHost host,
      SandboxShape shape,
      Optional<Assignment> assignment,
      String cgroup) {
    return PodSandboxSpec.builder(id)
        .uid(id)
        .namespace(NAMESPACE)
        .attempt(assignment.map(Assignment::attempt).orElse(0))
        .hostname("sandbox")
        .handler(shape.handler())
        .cgroupParent(cgroup)
        .labels(labels(id, host, assignment))
        .build();
  }

  static ContainerSpec container(
      String id,
      RuntimeHost host,
      SandboxShape shape,
      Optional<Assignment> assignment,
      SandboxFiles files,
      int user) {
    ContainerSpec.Builder builder =
        ContainerSpec.builder("submission", shape.image())
            .workingDirectory("/")
            .user(user, user)
            .labels(labels(id, host, assignment))
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
      String id, RuntimeHost host, Optional<Assignment> assignment) {
    Map<String, String> labels = new HashMap<>();
    labels.put(ID_LABEL, id);
    labels.put(NODE_LABEL, host.node());
    labels.put("io.kriterion/created", Instant.now().toString());
    assignment.ifPresent(known -> {
      labels.put("io.kriterion/task", known.task());
      labels.put("io.kriterion/attempt", Integer.toString(known.attempt()));
    });
    return labels;
  }
}
