package io.kriterion.cri.runtime;

import io.kriterion.cri.capability.Capabilities;
import io.kriterion.cri.capability.Feature;
import io.kriterion.cri.container.ContainerSpec;
import io.kriterion.cri.container.ImageMount;
import io.kriterion.cri.container.Mount;
import io.kriterion.cri.sandbox.NetworkMode;
import io.kriterion.cri.sandbox.PodSandboxSpec;
import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;

/** What a runtime must be able to do for a spec to mean what it says. */
final class Requirements {

  private Requirements() {}

  static void check(Capabilities capabilities, PodSandboxSpec spec) {
    require(capabilities, of(spec), "RunPodSandbox", spec.name(), spec.handler());
  }

  static void check(Capabilities capabilities, ContainerSpec spec, PodSandboxSpec sandbox) {
    require(capabilities, of(spec), "CreateContainer", spec.name(), sandbox.handler());
  }

  private static void require(
      Capabilities capabilities,
      Set<Feature> features,
      String rpc,
      String object,
      Optional<String> handler) {
    for (Feature feature : features) {
      capabilities.require(feature, rpc, object, handler);
    }
  }

  private static Set<Feature> of(PodSandboxSpec spec) {
    Set<Feature> features = EnumSet.noneOf(Feature.class);
    if (spec.userNamespace().isPresent()) {
      features.add(Feature.USER_NAMESPACES);
      if (spec.network() == NetworkMode.NODE) {
        features.add(Feature.USER_NAMESPACES_HOST_NETWORK);
      }
    }
    if (spec.confinement().strictGroups()) {
      features.add(Feature.STRICT_SUPPLEMENTAL_GROUPS);
    }
    return features;
  }

  private static Set<Feature> of(ContainerSpec spec) {
    Set<Feature> features = EnumSet.noneOf(Feature.class);
    if (spec.confinement().strictGroups()) {
      features.add(Feature.STRICT_SUPPLEMENTAL_GROUPS);
    }
    if (!spec.devices().cdi().isEmpty()) {
      features.add(Feature.CDI_DEVICES);
    }
    if (spec.stopSignal().isPresent()) {
      features.add(Feature.STOP_SIGNAL);
    }
    for (ImageMount mount : spec.imageMounts()) {
      features.add(
          mount.subPath().isEmpty() ? Feature.IMAGE_MOUNTS : Feature.IMAGE_MOUNT_SUB_PATHS);
    }
    for (Mount mount : spec.mounts()) {
      if (mount.options().recursiveReadOnly()) {
        features.add(Feature.RECURSIVE_READ_ONLY_MOUNTS);
      }
      if (!mount.options().uidMappings().isEmpty() || !mount.options().gidMappings().isEmpty()) {
        features.add(Feature.ID_MAPPED_MOUNTS);
      }
      if (!mount.options().flags().isEmpty()) {
        features.add(Feature.MOUNT_FLAGS);
      }
    }
    return features;
  }
}
