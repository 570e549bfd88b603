package io.kriterion.cri.fake;

import io.grpc.Status;
import io.grpc.stub.StreamObserver;
import io.kriterion.cri.v1.Image;
import io.kriterion.cri.v1.ImageServiceGrpc;
import io.kriterion.cri.v1.ImageStatusRequest;
import io.kriterion.cri.v1.ImageStatusResponse;
import io.kriterion.cri.v1.ListImagesRequest;
import io.kriterion.cri.v1.ListImagesResponse;
import io.kriterion.cri.v1.PullImageRequest;
import io.kriterion.cri.v1.PullImageResponse;
import io.kriterion.cri.v1.RemoveImageRequest;
import io.kriterion.cri.v1.RemoveImageResponse;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;

/** Images by tag. Pulling works for what is put into {@link #registry}. */
public final class FakeImages extends ImageServiceGrpc.ImageServiceImplBase {

  /** What the runtime has. */
  public final Map<String, Image> local = new ConcurrentHashMap<>();

  /** What can be pulled. */
  public final Map<String, Image> registry = new ConcurrentHashMap<>();

  /** Every pull that was asked for. */
  public final List<PullImageRequest> pulls = new CopyOnWriteArrayList<>();

  private final Held answers = new Held();

  /** Lets pulls wait for {@link #release}. */
  public void hold() {
    answers.hold();
  }

  /** Lets the pulls go on that wait, and those to come. */
  public void release() {
    answers.release();
  }

  @Override
  public void imageStatus(ImageStatusRequest request, StreamObserver<ImageStatusResponse> answer) {
    ImageStatusResponse.Builder response = ImageStatusResponse.newBuilder();
    Image image = local.get(request.getImage().getImage());
    if (image != null) {
      response.setImage(image);
    }
    answer.onNext(response.build());
    answer.onCompleted();
  }

  @Override
  public void listImages(ListImagesRequest request, StreamObserver<ListImagesResponse> answer) {
    answer.onNext(ListImagesResponse.newBuilder().addAllImages(local.values()).build());
    answer.onCompleted();
  }

  @Override
  public void pullImage(PullImageRequest request, StreamObserver<PullImageResponse> answer) {
    pulls.add(request);
    answers.run(() -> finish(request, answer));
  }

  private void finish(PullImageRequest request, StreamObserver<PullImageResponse> answer) {
    String name = request.getImage().getImage();
    Image image = registry.get(name);
    if (image == null) {
      answer.onError(
          Status.UNKNOWN
              .withDescription("failed to pull and unpack image \"" + name + "\": no such host")
              .asRuntimeException());
      return;
    }
    local.put(name, image);
    answer.onNext(PullImageResponse.newBuilder().setImageRef(image.getId()).build());
    answer.onCompleted();
  }

  @Override
  public void removeImage(RemoveImageRequest request, StreamObserver<RemoveImageResponse> answer) {
    local.remove(request.getImage().getImage());
    answer.onNext(RemoveImageResponse.getDefaultInstance());
    answer.onCompleted();
  }
}
