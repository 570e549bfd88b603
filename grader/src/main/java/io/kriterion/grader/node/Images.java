package io.kriterion.grader.node;

import io.kriterion.cri.CriClient;
import io.kriterion.cri.error.CriException;
import io.kriterion.cri.image.ImageConfig;
import io.kriterion.cri.image.ImageRef;
import io.kriterion.grader.containerd.ImageImport;
import io.kriterion.grader.error.FailureClass;
import io.kriterion.grader.error.GraderException;
import io.kriterion.grader.pipeline.PlannedImage;
import io.kriterion.grader.task.ImageSource;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Gets a task's image into the runtime: from the node's catalogue, a directory of OCI archives
 * named after the environments that they hold, or from a registry. What the runtime has under an
 * image's name is used, and no archive looked at.
 */
final class Images {

  private static final Duration PULL_PATIENCE = Duration.ofMinutes(10);
  private static final String SUFFIX = ".tar";

  /* How long it counts that the runtime has an image: a call less for every task of a busy node. If
  it is removed meanwhile, no sandbox can be made of it: see forget. */
  private static final Duration FRESH = Duration.ofSeconds(10);

  private static final int MOST_KNOWN = 1000;

  private record Known(PlannedImage image, long since) {}

  private final Map<ImageRef, Known> known = new ConcurrentHashMap<>();

  private final CriClient client;
  private final Path socket;
  private final Path catalogue;

  /**
   * The images of one runtime.
   *
   * @param client connected to the runtime
   * @param socket the runtime's socket, for the import of archives, which CRI does not have
   * @param catalogue the directory of archives; it need not exist
   */
  Images(CriClient client, Path socket, Path catalogue) {
    this.client = client;
    this.socket = socket;
    this.catalogue = catalogue;
  }

  /**
   * Makes sure that the runtime has the image; blocks while it is imported or pulled.
   *
   * @return the image, as the runtime has it
   * @throws GraderException of class TASK for an environment that is not in the catalogue, of class
   *     IMAGE for an image that cannot be had
   */
  PlannedImage provide(ImageSource source) throws InterruptedException {
    ImageRef reference = reference(source);
    Known before = known.get(reference);
    if (before != null && System.nanoTime() - before.since() < FRESH.toNanos()) {
      return before.image();
    }
    Optional<PlannedImage> present = found(reference);
    PlannedImage image =
        present.isPresent()
            ? present.get()
            : switch (source) {
              case ImageSource.Environment environment -> imported(environment, reference);
              case ImageSource.Image registrys -> pulled(reference);
            };
    if (known.size() >= MOST_KNOWN) {
      known.clear();
    }
    known.put(reference, new Known(image, System.nanoTime()));
    return image;
  }

  /** Looks at every image anew from now on: something could not be made of one. */
  void forget() {
    known.clear();
  }

  private static ImageRef reference(ImageSource source) {
    return switch (source) {
      case ImageSource.Environment environment ->
          new ImageRef("kriterion.local/" + environment.name() + ":latest");
      case ImageSource.Image image -> new ImageRef(image.reference());
    };
  }

  private PlannedImage imported(ImageSource.Environment environment, ImageRef reference)
      throws InterruptedException {
    Path archive = catalogue.resolve(environment.name() + SUFFIX);
    if (!Files.isRegularFile(archive)) {
      throw new GraderException(
          FailureClass.TASK,
          "environment %s is not in the catalogue %s (it has: %s); put an archive of %s there, as %s"
              .formatted(
                  environment.name(),
                  catalogue,
                  String.join(", ", names()),
                  reference.value(),
                  environment.name() + SUFFIX));
    }
    ImageImport.run(socket, archive);
    return found(reference)
        .orElseThrow(() ->
            new GraderException(
                FailureClass.IMAGE,
                archive + " does not hold the image " + reference.value() + "; build it again"));
  }

  private PlannedImage pulled(ImageRef reference) {
    try {
      client.images().pull(reference, PULL_PATIENCE);
      return found(reference)
          .orElseThrow(() ->
              new GraderException(
                  FailureClass.IMAGE,
                  "image " + reference.value() + " was pulled and is not there; try again"));
    } catch (CriException e) {
      throw new GraderException(
          FailureClass.IMAGE,
          "image %s is not here and cannot be pulled: %s"
              .formatted(reference.value(), String.valueOf(e.getMessage()).replace('\n', ' ')),
          e);
    }
  }

  private List<String> names() {
    List<String> names = new ArrayList<>();
    try (DirectoryStream<Path> archives = Files.newDirectoryStream(catalogue, "*" + SUFFIX)) {
      for (Path archive : archives) {
        String name = String.valueOf(archive.getFileName());
        names.add(name.substring(0, name.length() - SUFFIX.length()));
      }
    } catch (IOException e) {
      return List.of("nothing");
    }
    names.sort(null);
    return names.isEmpty() ? List.of("nothing") : names;
  }

  private Optional<PlannedImage> found(ImageRef reference) {
    return client
        .images()
        .details(reference)
        .map(image ->
            new PlannedImage(
                image.image().id().value(),
                image.config().map(ImageConfig::env).map(Images::variables).orElse(Map.of())));
  }

  private static Map<String, String> variables(List<String> lines) {
    Map<String, String> variables = new LinkedHashMap<>();
    for (String line : lines) {
      int end = line.indexOf('=');
      if (end > 0) {
        variables.put(line.substring(0, end), line.substring(end + 1));
      }
    }
    return variables;
  }
}
