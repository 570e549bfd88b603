package io.kriterion.cri.image;

import io.kriterion.cri.capability.Capabilities;
import io.kriterion.cri.capability.Feature;
import io.kriterion.cri.channel.CriChannel;
import io.kriterion.cri.error.CriCallException;
import io.kriterion.cri.error.CriErrorCode;
import io.kriterion.cri.error.CriException;
import io.kriterion.cri.error.CriUnsupportedException;
import io.kriterion.cri.reader.StreamReader;
import io.kriterion.cri.v1.ImageFsInfoRequest;
import io.kriterion.cri.v1.ImageFsInfoResponse;
import io.kriterion.cri.v1.ImageServiceGrpc;
import io.kriterion.cri.v1.ImageStatusRequest;
import io.kriterion.cri.v1.ImageStatusResponse;
import io.kriterion.cri.v1.ListImagesRequest;
import io.kriterion.cri.v1.PullImageRequest;
import io.kriterion.cri.v1.RemoveImageRequest;
import io.kriterion.cri.v1.StreamImagesRequest;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * The images of one runtime. Thread-safe. Every method blocks until the runtime answers, at most
 * for the client's call timeout unless it says otherwise, and throws a {@link CriException} if it
 * refuses or does not answer; an interrupt ends the wait (code CANCELLED) and stays set.
 */
public final class ImageService {

  /** Longer than any pull. */
  private static final Duration NO_PROGRESS = Duration.ofDays(1);

  private final CriChannel channel;
  private final Capabilities capabilities;
  private final Pulls pulls;

  /** For {@code CriClient}; an application gets the service from there. */
  public ImageService(CriChannel channel, Capabilities capabilities) {
    this.channel = channel;
    this.capabilities = capabilities;
    this.pulls = new Pulls(channel.observer());
  }

  /** The image, or nothing if the runtime does not have it. Does not pull. */
  public Optional<ImageInfo> status(ImageRef image) {
    ImageStatusResponse answer = statusOf(image, false);
    return answer.hasImage()
        ? Optional.of(ImageMessages.info(answer.getImage()))
        : Optional.empty();
  }

  /**
   * All that the runtime says of the image, its configuration included where it tells that; nothing
   * if the runtime does not have it.
   */
  public Optional<ImageDetails> details(ImageRef image) {
    ImageStatusResponse answer = statusOf(image, true);
    return answer.hasImage() ? Optional.of(ImageMessages.details(answer)) : Optional.empty();
  }

  private ImageStatusResponse statusOf(ImageRef image, boolean verbose) {
    return channel.call(
        ImageServiceGrpc.getImageStatusMethod(),
        ImageStatusRequest.newBuilder()
            .setImage(ImageMessages.spec(image))
            .setVerbose(verbose)
            .build(),
        image.value());
  }

  /** All images that the runtime has. */
  public List<ImageInfo> list() {
    return list(ListImagesRequest.getDefaultInstance());
  }

  /**
   * The images that this reference means: one or none. The runtime is sent the filter, but
   * containerd ignores it, so what it answers is compared with the image's status.
   */
  public List<ImageInfo> list(ImageRef image) {
    Optional<ImageInfo> wanted = status(image);
    return wanted
        .map(one ->
            list(ListImagesRequest.newBuilder().setFilter(ImageMessages.filter(image)).build())
                .stream()
                .filter(other -> other.id().equals(one.id()))
                .toList())
        .orElse(List.of());
  }

  private List<ImageInfo> list(ListImagesRequest request) {
    return channel
        .call(ImageServiceGrpc.getListImagesMethod(), request, null)
        .getImagesList()
        .stream()
        .map(ImageMessages::info)
        .toList();
  }

  /**
   * As {@link #list()}, in parts; the stream lives at most for the call timeout, and whoever opens
   * it closes it.
   *
   * @throws CriUnsupportedException if this runtime does not have the call; nothing is sent
   */
  public StreamReader<ImageInfo> stream() {
    capabilities.require(Feature.STREAMED_LISTS, "StreamImages", null, Optional.empty());
    return channel.read(
        ImageServiceGrpc.getStreamImagesMethod(),
        StreamImagesRequest.getDefaultInstance(),
        part -> part.getImagesList().stream().map(ImageMessages::info).toList(),
        channel.callTimeout());
  }

  /**
   * Gets an image from its registry, without credentials. Repeating is safe.
   *
   * @param timeout how long it may take
   */
  public ImageId pull(ImageRef image, Duration timeout) {
    return pull(PullSpec.of(image), timeout);
  }

  /**
   * Gets an image from its registry. Repeating is safe. While a pull that asks for the same runs in
   * this client, another one waits for it instead; it then ends at the latest when the first one's
   * time is over, and a caller who gives up does not end it for the others.
   *
   * @param timeout how long it may take
   */
  public ImageId pull(PullSpec spec, Duration timeout) {
    PullImageRequest request = ImageMessages.pull(spec);
    return pulls.pull(
        request, () -> pullNow(request, timeout), timeout, NO_PROGRESS, elapsed -> {});
  }

  /**
   * As {@link #pull(PullSpec, Duration)}, telling how far it is.
   *
   * @param interval how often to tell, more than 0
   * @param listener called by this thread; a slow one delays the answer, not the pull
   */
  public ImageId pull(
      PullSpec spec, Duration timeout, Duration interval, Consumer<PullProgress> listener) {
    if (!interval.isPositive()) {
      throw new IllegalArgumentException("interval: " + interval + " (expected: more than 0)");
    }
    long before = usedBytes();
    PullImageRequest request = ImageMessages.pull(spec);
    return pulls.pull(
        request,
        () -> pullNow(request, timeout),
        timeout,
        interval,
        elapsed -> listener.accept(new PullProgress(elapsed, usedBytes() - before)));
  }

  private ImageId pullNow(PullImageRequest request, Duration timeout) {
    return new ImageId(
        channel
            .call(
                ImageServiceGrpc.getPullImageMethod(),
                request,
                request.getImage().getImage(),
                timeout)
            .getImageRef());
  }

  private long usedBytes() {
    return filesystems().images().stream().mapToLong(FilesystemUsage::usedBytes).sum();
  }

  /**
   * Removes an image, with all its names. One that the runtime does not have is success; containers
   * made from it stay.
   */
  public void remove(ImageRef image) {
    try {
      channel.call(
          ImageServiceGrpc.getRemoveImageMethod(),
          RemoveImageRequest.newBuilder().setImage(ImageMessages.spec(image)).build(),
          image.value());
    } catch (CriCallException e) {
      if (e.code() != CriErrorCode.NOT_FOUND) {
        throw e;
      }
    }
  }

  /** What the runtime's images take on the host's disks. */
  public ImageFilesystems filesystems() {
    ImageFsInfoResponse answer =
        channel.call(
            ImageServiceGrpc.getImageFsInfoMethod(), ImageFsInfoRequest.getDefaultInstance(), null);
    return new ImageFilesystems(
        answer.getImageFilesystemsList().stream().map(ImageMessages::usage).toList(),
        answer.getContainerFilesystemsList().stream().map(ImageMessages::usage).toList());
  }
}
