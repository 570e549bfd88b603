package io.kriterion.grader.sandbox;

import io.kriterion.cri.container.ContainerSpec;
import io.kriterion.cri.container.Mount;
import io.kriterion.cri.container.Resources;
import io.kriterion.cri.sandbox.PodSandboxSpec;
import java.time.Instant;
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

  private static final String NAMESPACE = "kriterion";

  /** What kriterion-init itself may use beside the submission, at most. */
  private static final long INIT_MEMORY = 4L << 20;

  private SandboxSpecs() {}

  static PodSandboxSpec pod(String id, RuntimeHost host, SandboxRequest request, String cgroup) {
    return PodSandboxSpec.builder(id)
        .uid(id)
        .namespace(NAMESPACE)
        .attempt(request.attempt())
        .hostname("sandbox")
        .handler(request.handler())
        .cgroupParent(cgroup)
        .labels(labels(id, host, request))
        .build();
  }

  static ContainerSpec container(
      String id,
      RuntimeHost host,
      SandboxRequest request,
      SandboxFiles files,
      Workspace workspace) {
    return ContainerSpec.builder("submission", request.image())
        .command(List.of(INIT, "park"))
        .workingDirectory("/")
        .user(Workspace.USER, Workspace.USER)
        .labels(labels(id, host, request))
        .mounts(
            List.of(
                new Mount(files.init(), INIT, true),
                new Mount(files.hosts(), "/etc/hosts", true),
                new Mount(files.resolvConf(), "/etc/resolv.conf", true),
                new Mount(workspace.work(), WORK, false),
                new Mount(workspace.tmp(), "/tmp", false)))
        .resources(Resources.builder().memoryBytes(limitFor(request.memory().bytes())).build())
        .build();
  }

  /** The container's memory limit where the submission's is {@code bytes}. */
  static long limitFor(long bytes) {
    return bytes + INIT_MEMORY;
  }

  private static Map<String, String> labels(String id, RuntimeHost host, SandboxRequest request) {
    return Map.of(
        ID_LABEL,
        id,
        "io.kriterion/node",
        host.node(),
        "io.kriterion/task",
        request.task(),
        "io.kriterion/attempt",
        Integer.toString(request.attempt()),
        "io.kriterion/created",
        Instant.now().toString());
  }
}
