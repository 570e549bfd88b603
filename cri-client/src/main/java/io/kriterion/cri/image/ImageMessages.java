package io.kriterion.cri.image;

import io.kriterion.cri.sandbox.PodSandboxSpec;
import io.kriterion.cri.v1.AuthConfig;
import io.kriterion.cri.v1.Image;
import io.kriterion.cri.v1.ImageFilter;
import io.kriterion.cri.v1.ImageSpec;
import io.kriterion.cri.v1.ImageStatusResponse;
import io.kriterion.cri.v1.PodSandboxConfig;
import io.kriterion.cri.v1.PodSandboxMetadata;
import io.kriterion.cri.v1.PullImageRequest;
import java.time.Instant;
import java.util.Optional;
import java.util.OptionalLong;

/** Images between our types and CRI's messages. */
final class ImageMessages {

  private ImageMessages() {}

  static ImageSpec spec(ImageRef image) {
    return ImageSpec.newBuilder().setImage(image.value()).build();
  }

  static PullImageRequest pull(PullSpec spec) {
    PullImageRequest.Builder message =
        PullImageRequest.newBuilder()
            .setImage(
                ImageSpec.newBuilder()
                    .setImage(spec.image().value())
                    .putAllAnnotations(spec.annotations()))
            .setAuth(auth(spec.auth()));
    spec.pod().ifPresent(pod -> message.setSandboxConfig(pod(pod)));
    return message.build();
  }

  private static PodSandboxConfig pod(PodSandboxSpec pod) {
    PodSandboxConfig.Builder message =
        PodSandboxConfig.newBuilder()
            .setMetadata(
                PodSandboxMetadata.newBuilder()
                    .setName(pod.name())
                    .setUid(pod.uid())
                    .setNamespace(pod.namespace())
                    .setAttempt(pod.attempt()))
            .putAllLabels(pod.labels())
            .putAllAnnotations(pod.annotations());
    pod.cgroupParent().ifPresent(parent -> message.getLinuxBuilder().setCgroupParent(parent));
    return message.build();
  }

  static ImageFilter filter(ImageRef image) {
    return ImageFilter.newBuilder().setImage(spec(image)).build();
  }

  private static AuthConfig auth(RegistryAuth auth) {
    AuthConfig.Builder message = AuthConfig.newBuilder();
    return switch (auth) {
      case RegistryAuth.Anonymous a -> message.build();
      case RegistryAuth.Password p ->
          message.setUsername(p.user()).setPassword(p.password()).build();
      case RegistryAuth.IdentityToken t -> message.setIdentityToken(t.token()).build();
      case RegistryAuth.RegistryToken t -> message.setRegistryToken(t.token()).build();
    };
  }

  static ImageInfo info(Image image) {
    return new ImageInfo(
        new ImageId(image.getId()),
        image.getRepoTagsList(),
        image.getRepoDigestsList(),
        image.getSize());
  }

  static ImageDetails details(ImageStatusResponse answer) {
    Image image = answer.getImage();
    String info = answer.getInfoMap().get("info");
    return new ImageDetails(
        info(image),
        image.hasUid() ? OptionalLong.of(image.getUid().getValue()) : OptionalLong.empty(),
        image.getUsername(),
        image.getPinned(),
        info == null ? Optional.empty() : ImageConfigReader.read(info),
        answer.getInfoMap());
  }

  static FilesystemUsage usage(io.kriterion.cri.v1.FilesystemUsage usage) {
    return new FilesystemUsage(
        usage.getFsId().getMountpoint(),
        Instant.ofEpochSecond(0, usage.getTimestamp()),
        usage.getUsedBytes().getValue(),
        usage.hasInodesUsed()
            ? OptionalLong.of(usage.getInodesUsed().getValue())
            : OptionalLong.empty());
  }
}
