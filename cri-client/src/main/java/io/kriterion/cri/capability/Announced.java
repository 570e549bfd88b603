package io.kriterion.cri.capability;

import io.kriterion.cri.channel.CriChannel;
import io.kriterion.cri.v1.RuntimeHandler;
import io.kriterion.cri.v1.RuntimeServiceGrpc;
import io.kriterion.cri.v1.StatusRequest;
import io.kriterion.cri.v1.StatusResponse;
import io.kriterion.cri.v1.VersionRequest;
import io.kriterion.cri.v1.VersionResponse;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What one runtime said of itself.
 *
 * @param connection the connection that it was said on
 * @param runtime its name and version
 * @param containerd its release if it is a containerd whose version can be read
 * @param ofRuntime the features of the runtime as a whole
 * @param ofHandlers the features of each handler, the default one's under the empty name
 */
record Announced(
    long connection,
    String runtime,
    @Nullable Release containerd,
    Set<Feature> ofRuntime,
    Map<String, Set<Feature>> ofHandlers) {

  static Announced ask(CriChannel channel) {
    VersionResponse version =
        channel.call(
            RuntimeServiceGrpc.getVersionMethod(),
            VersionRequest.newBuilder().setVersion("v1").build(),
            null);
    // read after the first answer: the answer may have been the one that connected
    long connection = channel.connections();
    StatusResponse status =
        channel.call(
            RuntimeServiceGrpc.getStatusMethod(), StatusRequest.getDefaultInstance(), null);
    Map<String, Set<Feature>> handlers = new HashMap<>();
    for (RuntimeHandler handler : status.getRuntimeHandlersList()) {
      handlers.put(handler.getName(), of(handler));
    }
    Release release =
        version.getRuntimeName().equals("containerd")
            ? Release.parse(version.getRuntimeVersion()).orElse(null)
            : null;
    return new Announced(
        connection,
        version.getRuntimeName() + " " + version.getRuntimeVersion(),
        release,
        of(status),
        Map.copyOf(handlers));
  }

  private static Set<Feature> of(RuntimeHandler handler) {
    Set<Feature> features = EnumSet.noneOf(Feature.class);
    if (handler.getFeatures().getUserNamespaces()) {
      features.add(Feature.USER_NAMESPACES);
    }
    if (handler.getFeatures().getRecursiveReadOnlyMounts()) {
      features.add(Feature.RECURSIVE_READ_ONLY_MOUNTS);
    }
    return features;
  }

  private static Set<Feature> of(StatusResponse status) {
    Set<Feature> features = EnumSet.noneOf(Feature.class);
    if (status.getFeatures().getSupplementalGroupsPolicy()) {
      features.add(Feature.STRICT_SUPPLEMENTAL_GROUPS);
    }
    if (status.getFeatures().getUserNamespacesHostNetwork()) {
      features.add(Feature.USER_NAMESPACES_HOST_NETWORK);
    }
    if (status.getFeatures().getMountOptions()) {
      features.add(Feature.MOUNT_FLAGS);
    }
    return features;
  }

  boolean announces(Feature feature, String handler) {
    return ofRuntime.contains(feature)
        || ofHandlers.getOrDefault(handler, Set.of()).contains(feature);
  }
}
