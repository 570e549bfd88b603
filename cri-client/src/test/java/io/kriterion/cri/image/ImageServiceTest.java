package io.kriterion.cri.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.grpc.Status;
import io.kriterion.cri.CriClient;
import io.kriterion.cri.error.CriCallException;
import io.kriterion.cri.error.CriErrorCode;
import io.kriterion.cri.error.CriUnsupportedException;
import io.kriterion.cri.fake.CannedAnswer;
import io.kriterion.cri.fake.FakeCriServer;
import io.kriterion.cri.fake.Soon;
import io.kriterion.cri.reader.StreamReader;
import io.kriterion.cri.sandbox.PodSandboxSpec;
import io.kriterion.cri.v1.AuthConfig;
import io.kriterion.cri.v1.FilesystemIdentifier;
import io.kriterion.cri.v1.Image;
import io.kriterion.cri.v1.ImageFsInfoResponse;
import io.kriterion.cri.v1.ImageSpec;
import io.kriterion.cri.v1.ImageStatusRequest;
import io.kriterion.cri.v1.ImageStatusResponse;
import io.kriterion.cri.v1.Int64Value;
import io.kriterion.cri.v1.LinuxPodSandboxConfig;
import io.kriterion.cri.v1.PodSandboxConfig;
import io.kriterion.cri.v1.PodSandboxMetadata;
import io.kriterion.cri.v1.PullImageRequest;
import io.kriterion.cri.v1.StreamImagesResponse;
import io.kriterion.cri.v1.UInt64Value;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(60)
@SuppressWarnings("NullAway.Init") // set before each test
class ImageServiceTest {

  private static final Duration LONG = Duration.ofSeconds(30);
  private static final ImageRef NAME = new ImageRef("registry.example/a:1");
  private static final RegistryAuth NOBODY = new RegistryAuth.Anonymous();

  @TempDir private Path directory;
  private FakeCriServer server;
  private CriClient client;
  private ImageService images;

  @BeforeEach
  void start() {
    server = FakeCriServer.start(directory.resolve("cri.sock"));
    client = CriClient.connect(server.socket());
    images = client.images();
    server.images().registry.put(NAME.value(), image("sha256:1", NAME.value()));
  }

  @AfterEach
  void stop() {
    client.close();
    server.close();
  }

  private static Image image(String id, String tag) {
    return Image.newBuilder().setId(id).addRepoTags(tag).setSize(7).build();
  }

  private AuthConfig sent(RegistryAuth auth) {
    images.pull(PullSpec.of(NAME).withAuth(auth), LONG);
    return server.images().pulls.getLast().getAuth();
  }

  @Test
  void credentialsReachTheRuntime() {
    assertThat(sent(NOBODY)).isEqualTo(AuthConfig.getDefaultInstance());
    assertThat(sent(new RegistryAuth.Password("u", "p")))
        .isEqualTo(AuthConfig.newBuilder().setUsername("u").setPassword("p").build());
    assertThat(sent(new RegistryAuth.IdentityToken("i")))
        .isEqualTo(AuthConfig.newBuilder().setIdentityToken("i").build());
    assertThat(sent(new RegistryAuth.RegistryToken("r")))
        .isEqualTo(AuthConfig.newBuilder().setRegistryToken("r").build());
  }

  @Test
  void secretsAreNeverShown() {
    for (RegistryAuth auth :
        List.of(
            new RegistryAuth.Password("u", "s3cret"),
            new RegistryAuth.IdentityToken("s3cret"),
            new RegistryAuth.RegistryToken("s3cret"))) {
      assertThat(auth.toString()).doesNotContain("s3cret");
      assertThatExceptionOfType(CriCallException.class)
          .isThrownBy(() -> images.pull(PullSpec.of(new ImageRef("gone:1")).withAuth(auth), LONG))
          .satisfies(e -> assertThat(e.code()).isEqualTo(CriErrorCode.IMAGE_UNAVAILABLE))
          .satisfies(e -> assertThat(e).hasStackTraceContaining("PullImage"))
          .satisfies(e -> assertThat(stackTrace(e)).doesNotContain("s3cret"));
    }
  }

  private static String stackTrace(Throwable failure) {
    java.io.StringWriter text = new java.io.StringWriter();
    failure.printStackTrace(new java.io.PrintWriter(text));
    return text.toString();
  }

  @Test
  void digestIsANameLikeAnyOther() {
    ImageRef digest = new ImageRef("registry.example/a@sha256:" + "0".repeat(64));
    server.images().registry.put(digest.value(), image("sha256:2", "x"));
    assertThat(images.pull(digest, LONG)).isEqualTo(new ImageId("sha256:2"));
    assertThat(server.images().pulls.getLast().getImage().getImage()).isEqualTo(digest.value());
  }

  @Test
  void annotationsAndPodReachTheRuntime() {
    PodSandboxSpec pod =
        PodSandboxSpec.builder("pod")
            .uid("u")
            .namespace("n")
            .attempt(3)
            .labels(Map.of("l", "1"))
            .annotations(Map.of("io.containerd.cri.runtime-handler", "kata"))
            .cgroupParent("/exam")
            .build();
    PullSpec spec = PullSpec.of(NAME).withAnnotations(Map.of("a", "b")).withPod(pod);
    assertThat(images.pull(spec, LONG)).isEqualTo(new ImageId("sha256:1"));
    assertThat(server.images().pulls.getLast())
        .isEqualTo(
            PullImageRequest.newBuilder()
                .setImage(ImageSpec.newBuilder().setImage(NAME.value()).putAnnotations("a", "b"))
                .setAuth(AuthConfig.getDefaultInstance())
                .setSandboxConfig(
                    PodSandboxConfig.newBuilder()
                        .setMetadata(
                            PodSandboxMetadata.newBuilder()
                                .setName("pod")
                                .setUid("u")
                                .setNamespace("n")
                                .setAttempt(3))
                        .putLabels("l", "1")
                        .putAnnotations("io.containerd.cri.runtime-handler", "kata")
                        .setLinux(LinuxPodSandboxConfig.newBuilder().setCgroupParent("/exam")))
                .build());
  }

  @Test
  void pullsOfOneImageAreOnePull() throws InterruptedException {
    pullTogether(Collections.nCopies(8, PullSpec.of(NAME)), 1);
    images.pull(NAME, LONG);
    assertThat(server.images().pulls).as("a later pull is another").hasSize(2);
  }

  @Test
  void pullsForPodsThatAreTheSameToTheRuntimeAreOnePull() throws InterruptedException {
    // a host name is not sent
    PodSandboxSpec one = PodSandboxSpec.builder("pod").hostname("one").build();
    PodSandboxSpec two = PodSandboxSpec.builder("pod").hostname("two").build();
    PullSpec spec = PullSpec.of(NAME);
    pullTogether(List.of(spec.withPod(one), spec.withPod(two)), 1);
  }

  @Test
  void otherCredentialsAreAnotherPull() throws InterruptedException {
    PullSpec right = PullSpec.of(NAME).withAuth(new RegistryAuth.Password("u", "right"));
    PullSpec wrong = PullSpec.of(NAME).withAuth(new RegistryAuth.Password("u", "wrong"));
    pullTogether(List.of(right, wrong), 2);
  }

  /** Asks for all of them at the same time, and checks how often the runtime was asked. */
  private void pullTogether(List<PullSpec> specs, int pulls) throws InterruptedException {
    server.images().hold();
    List<ImageId> got = new CopyOnWriteArrayList<>();
    List<Thread> callers = new ArrayList<>();
    for (PullSpec spec : specs) {
      callers.add(Thread.ofVirtual().start(() -> got.add(images.pull(spec, LONG))));
    }
    awaitPulls(pulls, callers);
    server.images().release();
    for (Thread caller : callers) {
      assertThat(caller.join(LONG)).isTrue();
    }
    assertThat(got).hasSize(specs.size()).containsOnly(new ImageId("sha256:1"));
    assertThat(server.images().pulls).hasSize(pulls);
  }

  /** Waits until the runtime was asked so often, and every caller waits for its answer. */
  private void awaitPulls(int pulls, List<Thread> callers) {
    Soon.until(() ->
        server.images().pulls.size() == pulls
            && callers.stream().allMatch(one -> one.getState() == Thread.State.TIMED_WAITING));
  }

  @Test
  void whoGivesUpDoesNotEndThePullForOthers() throws InterruptedException {
    server.images().hold();
    AtomicReference<String> first = new AtomicReference<>("");
    Thread patient = Thread.ofVirtual().start(() -> first.set(images.pull(NAME, LONG).value()));
    awaitPulls(1, List.of(patient));
    assertThatExceptionOfType(CriCallException.class)
        .isThrownBy(() -> images.pull(NAME, Duration.ofMillis(50)))
        .satisfies(e -> assertThat(e.code()).isEqualTo(CriErrorCode.DEADLINE_EXCEEDED));
    Thread.currentThread().interrupt();
    assertThatExceptionOfType(CriCallException.class)
        .isThrownBy(() -> images.pull(NAME, LONG))
        .satisfies(e -> assertThat(e.code()).isEqualTo(CriErrorCode.CANCELLED));
    assertThat(Thread.interrupted()).as("stays set").isTrue();
    server.images().release();
    assertThat(patient.join(LONG)).isTrue();
    assertThat(first).hasValue("sha256:1");
    assertThat(server.images().pulls).hasSize(1);
  }

  private static ImageFsInfoResponse used(long bytes) {
    return ImageFsInfoResponse.newBuilder()
        .addImageFilesystems(
            io.kriterion.cri.v1.FilesystemUsage.newBuilder()
                .setTimestamp(5)
                .setFsId(FilesystemIdentifier.newBuilder().setMountpoint("/var/lib/x"))
                .setUsedBytes(UInt64Value.newBuilder().setValue(bytes))
                .setInodesUsed(UInt64Value.newBuilder().setValue(3)))
        .build();
  }

  @Test
  void progressIsWhatTheFilesystemGrewBy() {
    server.images().hold();
    server.answer("ImageFsInfo", used(100));
    List<PullProgress> told = new CopyOnWriteArrayList<>();
    ImageId pulled =
        images.pull(
            PullSpec.of(NAME),
            LONG,
            Duration.ofMillis(10),
            progress -> {
              told.add(progress);
              server.answer("ImageFsInfo", used(100 + 50L * told.size()));
              if (told.size() == 3) {
                server.images().release();
              }
            });
    assertThat(pulled).isEqualTo(new ImageId("sha256:1"));
    assertThat(told).extracting(PullProgress::grownBytes).startsWith(0L, 50L, 100L);
    assertThat(told.get(2).elapsed()).isGreaterThanOrEqualTo(Duration.ofMillis(30));
  }

  @Test
  void filesystems() {
    server.answer("ImageFsInfo", used(9));
    assertThat(images.filesystems())
        .isEqualTo(
            new ImageFilesystems(
                List.of(
                    new FilesystemUsage(
                        "/var/lib/x", Instant.ofEpochSecond(0, 5), 9, OptionalLong.of(3))),
                List.of()));
  }

  @Test
  void detailsTellTheImagesOwnConfiguration() {
    String info =
        "{\"chainID\":\"sha256:c\",\"imageSpec\":{\"created\":\"t\",\"rootfs\":{\"a\":[1]},"
            + "\"config\":{\"User\":\"1000:1000\",\"ExposedPorts\":{\"80/tcp\":{}},"
            + "\"Env\":[\"PATH=/bin\",\"A=b\"],\"Entrypoint\":[\"/init\"],\"Cmd\":[\"a\",\"b\"],"
            + "\"WorkingDir\":\"/work\",\"Labels\":{\"l\":\"1\"},\"StopSignal\":\"SIGINT\"}}}";
    CannedAnswer answer =
        server.answer(
            "ImageStatus",
            ImageStatusResponse.newBuilder()
                .setImage(
                    image("sha256:1", "t").toBuilder()
                        .setUid(Int64Value.newBuilder().setValue(1000))
                        .setPinned(true))
                .putInfo("info", info)
                .build());
    ImageDetails details = images.details(NAME).orElseThrow();
    assertThat(((ImageStatusRequest) answer.requests.getLast()).getVerbose()).isTrue();
    assertThat(details.image().id()).isEqualTo(new ImageId("sha256:1"));
    assertThat(details.userId()).hasValue(1000);
    assertThat(details.pinned()).isTrue();
    assertThat(details.info()).containsEntry("info", info);
    assertThat(details.config())
        .hasValue(
            new ImageConfig(
                List.of("PATH=/bin", "A=b"),
                "1000:1000",
                List.of("/init"),
                List.of("a", "b"),
                "/work",
                "SIGINT",
                Map.of("l", "1")));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", "no json", "[]", "{}", "{\"imageSpec\":3}", "{\"imageSpec\":{\"config\":[]}}"})
  void informationWithoutAConfigurationGivesNone(String info) {
    assertThat(ImageConfigReader.read(info)).isEmpty();
  }

  @Test
  void imageThatIsNotThereHasNoDetails() {
    assertThat(images.details(NAME)).isEmpty();
  }

  @Test
  void listOfOneNameHoldsUpAgainstARuntimeThatIgnoresFilters() {
    server.images().local.put("a", image("sha256:a", "a"));
    server.images().local.put("b", image("sha256:b", "b"));
    assertThat(images.list()).hasSize(2);
    assertThat(images.list(new ImageRef("a")))
        .extracting(one -> one.id().value())
        .containsExactly("sha256:a");
    assertThat(images.list(new ImageRef("c"))).isEmpty();
  }

  @Test
  void removing() {
    server.images().local.put(NAME.value(), image("sha256:1", NAME.value()));
    images.remove(NAME);
    assertThat(images.status(NAME)).isEmpty();
    images.remove(NAME);
    server.fail("RemoveImage", Status.NOT_FOUND);
    images.remove(NAME);
    server.fail("RemoveImage", Status.UNKNOWN.withDescription("busy"));
    assertThatExceptionOfType(CriCallException.class)
        .isThrownBy(() -> images.remove(NAME))
        .withMessage("RemoveImage: registry.example/a:1: busy");
  }

  @Test
  void stream() {
    server.answer(
        "StreamImages",
        StreamImagesResponse.newBuilder().addImages(image("sha256:1", "t")).build());
    try (StreamReader<ImageInfo> reader = images.stream()) {
      assertThat(reader.next(LONG))
          .map(ImageInfo::id)
          .isEqualTo(Optional.of(new ImageId("sha256:1")));
      assertThat(reader.next(LONG)).isEmpty();
      assertThat(reader.ended()).isTrue();
    }
    server.runtime().beContainerd("2.1.0");
    try (CriClient old = CriClient.connect(server.socket())) {
      assertThatExceptionOfType(CriUnsupportedException.class)
          .isThrownBy(() -> old.images().stream().close());
    }
  }
}
