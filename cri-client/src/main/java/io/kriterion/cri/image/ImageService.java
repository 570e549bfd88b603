package io.kriterion.cri.image;

import io.kriterion.cri.channel.CriChannel;
import io.kriterion.cri.error.CriException;
import io.kriterion.cri.v1.Image;
import io.kriterion.cri.v1.ImageServiceGrpc;
import io.kriterion.cri.v1.ImageSpec;
import io.kriterion.cri.v1.ImageStatusRequest;
import io.kriterion.cri.v1.ImageStatusResponse;
import io.kriterion.cri.v1.ListImagesRequest;
import io.kriterion.cri.v1.PullImageRequest;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * The images of one runtime. Thread-safe. Every method blocks until the runtime answers, at most
 * for the client's call timeout unless it says otherwise, and throws a {@link CriException} if it
 * refuses or does not answer; an interrupt ends the wait (code CANCELLED) and stays set.
 */
public final class ImageService {

  private final CriChannel channel;

  /** For {@code CriClient}; an application gets the service from there. */
  public ImageService(CriChannel channel) {
    this.channel = channel;
  }

  /** The image, or nothing if the runtime does not have it. Does not pull. */
  public Optional<ImageInfo> status(ImageRef image) {
    ImageStatusResponse answer =
        channel.call(
            ImageServiceGrpc.getImageStatusMethod(),
            ImageStatusRequest.newBuilder().setImage(spec(image)).build(),
            image.value());
    return answer.hasImage() ? Optional.of(info(answer.getImage())) : Optional.empty();
  }

  /** All images that the runtime has. */
  public List<ImageInfo> list() {
    return channel
        .call(ImageServiceGrpc.getListImagesMethod(), ListImagesRequest.getDefaultInstance(), null)
        .getImagesList()
        .stream()
        .map(ImageService::info)
        .toList();
  }

  /**
   * Gets an image from its registry, without credentials. Repeating is safe.
   *
   * @param timeout how long it may take
   */
  public ImageId pull(ImageRef image, Duration timeout) {
    return new ImageId(
        channel
            .call(
                ImageServiceGrpc.getPullImageMethod(),
                PullImageRequest.newBuilder().setImage(spec(image)).build(),
                image.value(),
                timeout)
            .getImageRef());
  }

  private static ImageSpec spec(ImageRef image) {
    return ImageSpec.newBuilder().setImage(image.value()).build();
  }

  private static ImageInfo info(Image image) {
    return new ImageInfo(
        new ImageId(image.getId()),
        image.getRepoTagsList(),
        image.getRepoDigestsList(),
        image.getSize());
  }
}
