package io.kriterion.cri.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import io.kriterion.cri.error.CriErrorCode;
import io.kriterion.cri.image.ImageId;
import io.kriterion.cri.image.ImageInfo;
import io.kriterion.cri.image.ImageRef;
import io.kriterion.cri.image.ImageService;
import io.kriterion.cri.image.PullSpec;
import io.kriterion.cri.image.RegistryAuth;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;

/** Images: pulled from a registry of the kit's own, told of, and removed. */
public abstract class ImageConformance extends Conformance {

  private ImageService images() {
    return runtime().client().images();
  }

  private ImageId pull(String reference) {
    return images().pull(new ImageRef(reference), SOON);
  }

  private void assertGone(String reference) {
    assertThat(images().status(new ImageRef(reference))).as(reference).isEmpty();
  }

  @Test
  void imageOfTheKitIsThere() {
    needs(Trait.PULLS);
    ImageInfo image = images().status(new ImageRef(runtime().image())).orElseThrow();
    assertThat(image.tags()).contains(runtime().image());
    assertThat(image.sizeBytes()).isPositive();
    assertThat(images().list()).extracting(ImageInfo::id).contains(image.id());
  }

  @Test
  void unknownImageIsNotThereAndIsRemovedAllTheSame() {
    ImageRef unknown = new ImageRef("kriterion.local/no-such-image:1");
    assertThat(images().status(unknown)).isEmpty();
    images().remove(unknown);
  }

  @Test
  void pulledByTagWithoutTagAndByDigest() {
    needs(Trait.PULLS);
    TinyImage tiny = TinyImage.of(name());
    try (LocalRegistry registry = LocalRegistry.open()) {
      String name = registry.push("kit/one", "1", tiny);
      registry.push("kit/one", "latest", tiny);
      for (String reference : List.of(name + ":1", name, name + "@" + tiny.digest())) {
        assertThat(pull(reference).value()).as(reference).isEqualTo(tiny.id());
        ImageInfo image = images().status(new ImageRef(reference)).orElseThrow();
        assertThat(image.id().value()).isEqualTo(tiny.id());
        assertThat(image.digests()).contains(name + "@" + tiny.digest());
        images().remove(new ImageRef(reference));
        assertGone(reference);
      }
    }
  }

  @Test
  void everyNameOfAnImageMeansTheSame() {
    needs(Trait.PULLS);
    TinyImage tiny = TinyImage.of(name());
    try (LocalRegistry registry = LocalRegistry.open()) {
      String name = registry.push("kit/one", "1", tiny);
      registry.push("kit/one", "2", tiny);
      pull(name + ":1");
      pull(name + ":2");
      ImageInfo image = images().status(new ImageRef(name + ":1")).orElseThrow();
      assertThat(image.tags()).containsExactlyInAnyOrder(name + ":1", name + ":2");
      for (String reference :
          List.of(name + ":2", name + "@" + tiny.digest(), tiny.id(), tiny.id().substring(7, 30))) {
        assertThat(images().status(new ImageRef(reference))).as(reference).contains(image);
      }
      images().remove(new ImageRef(name + ":1"));
      assertGone(name + ":1");
      assertGone(name + ":2");
      assertGone(tiny.id());
    }
  }

  @Test
  void listHasAllOfThree() {
    needs(Trait.PULLS);
    try (LocalRegistry registry = LocalRegistry.open()) {
      List<ImageId> pulled = new ArrayList<>();
      for (String number : List.of("one", "two", "three")) {
        pulled.add(pull(registry.push("kit/" + number, "1", TinyImage.of(name())) + ":1"));
      }
      assertThat(images().list()).extracting(ImageInfo::id).containsAll(pulled);
      ImageRef two = new ImageRef(registry.name("kit/two") + ":1");
      assertThat(images().list(two)).extracting(ImageInfo::id).containsExactly(pulled.get(1));
      pulled.forEach(id -> images().remove(new ImageRef(id.value())));
      assertThat(images().list()).extracting(ImageInfo::id).doesNotContainAnyElementsOf(pulled);
    }
  }

  @Test
  void removedByTwoAtOnceAndPulledAgain() throws Exception {
    needs(Trait.PULLS);
    TinyImage tiny = TinyImage.of(name());
    try (LocalRegistry registry = LocalRegistry.open();
        ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      String reference = registry.push("kit/one", "1", tiny) + ":1";
      for (int round = 0; round < 5; round++) {
        assertThat(pull(reference).value()).isEqualTo(tiny.id());
        List<Future<?>> removals = new ArrayList<>();
        for (int time = 0; time < 2; time++) {
          removals.add(threads.submit(() -> images().remove(new ImageRef(reference))));
        }
        for (Future<?> removal : removals) {
          removal.get();
        }
        assertGone(reference);
      }
    }
  }

  private static PullSpec as(ImageRef image, String password) {
    return PullSpec.of(image).withAuth(new RegistryAuth.Password("kit", password));
  }

  @Test
  void credentialsOpenAGuardedRegistry() {
    needs(Trait.PULLS);
    TinyImage tiny = TinyImage.of(name());
    try (LocalRegistry registry = LocalRegistry.guarded("kit", "p:a ss")) {
      String reference = registry.push("kit/one", "1", tiny) + ":1";
      ImageRef image = new ImageRef(reference);
      assertFails(CriErrorCode.IMAGE_UNAVAILABLE, () -> pull(reference));
      assertFails(CriErrorCode.IMAGE_UNAVAILABLE, () -> images().pull(as(image, "wrong"), SOON));
      assertThat(images().pull(as(image, "p:a ss"), SOON).value()).isEqualTo(tiny.id());
      images().remove(image);
    }
  }

  @Test
  void imageThatTheRegistryDoesNotHaveIsUnavailable() {
    needs(Trait.PULLS);
    try (LocalRegistry registry = LocalRegistry.open()) {
      assertFails(CriErrorCode.IMAGE_UNAVAILABLE, () -> pull(registry.name("kit/none") + ":1"));
      String name = registry.push("kit/one", "1", TinyImage.of(name()));
      assertFails(CriErrorCode.IMAGE_UNAVAILABLE, () -> pull(name + ":2"));
    }
  }

  @Test
  void pullThatTakesTooLongIsGivenUp() {
    needs(Trait.PULLS);
    try (LocalRegistry registry = LocalRegistry.open()) {
      String reference = registry.push("kit/slow", "1", TinyImage.of(name())) + ":1";
      registry.stall();
      assertFails(
          CriErrorCode.DEADLINE_EXCEEDED,
          () -> images().pull(new ImageRef(reference), Duration.ofSeconds(2)));
      assertGone(reference);
    }
  }
}
