package io.kriterion.cri.image;

import static java.util.Objects.requireNonNull;

import io.kriterion.cri.sandbox.PodSandboxSpec;
import java.util.Map;
import java.util.Optional;

/**
 * An image to be got from its registry.
 *
 * @param image by tag or by digest; a digest is the only name that always means the same image
 * @param auth who one is to the registry
 * @param annotations told to the runtime with the image's name
 * @param pod the pod it is for, where the runtime wants to know: containerd chooses the snapshotter
 *     by its annotations, CRI-O the cgroup to pull in. Its identity, labels, annotations and cgroup
 *     parent are sent
 */
public record PullSpec(
    ImageRef image,
    RegistryAuth auth,
    Map<String, String> annotations,
    Optional<PodSandboxSpec> pod) {

  /** Copies the annotations. */
  public PullSpec {
    requireNonNull(image, "image");
    requireNonNull(auth, "auth");
    requireNonNull(pod, "pod");
    annotations = Map.copyOf(annotations);
  }

  /** This image, by nobody in particular. */
  public static PullSpec of(ImageRef image) {
    return new PullSpec(image, new RegistryAuth.Anonymous(), Map.of(), Optional.empty());
  }

  /** A copy with other credentials. */
  public PullSpec withAuth(RegistryAuth auth) {
    return new PullSpec(image, auth, annotations, pod);
  }

  /** A copy with other annotations. */
  public PullSpec withAnnotations(Map<String, String> annotations) {
    return new PullSpec(image, auth, annotations, pod);
  }

  /** A copy for a pod. */
  public PullSpec withPod(PodSandboxSpec pod) {
    return new PullSpec(image, auth, annotations, Optional.of(pod));
  }
}
