package io.kriterion.cri.image;

import io.kriterion.cri.v1.AuthConfig;
import io.kriterion.cri.v1.Image;
import io.kriterion.cri.v1.ImageFilter;
import io.kriterion.cri.v1.ImageSpec;
import io.kriterion.cri.v1.ImageStatusResponse;
import java.time.Instant;
import java.util.Optional;
import java.util.OptionalLong;

/** Images between our types and CRI's messages. */
final class ImageMessages {

  private ImageMessages() {}

  static ImageSpec spec(ImageRef image) {
    return ImageSpec.newBuilder().setImage(image.value()).build();
  }

  static ImageFilter filter(ImageRef image) {
    return ImageFilter.newBuilder().setImage(spec(image)).build();
  }

  static AuthConfig auth(RegistryAuth auth) {
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
