package io.kriterion.grader.task;

import io.kriterion.grader.text.Problems;
import io.kriterion.grader.text.Section;
import io.kriterion.grader.text.TaskText;
import io.kriterion.grader.text.YamlValues;
import java.util.Optional;
import org.snakeyaml.engine.v2.nodes.Node;

/** Reads where a sandbox's root file system comes from: {@code environment} or {@code image}. */
final class ImageReader {

  private final YamlValues values;

  ImageReader(Problems problems) {
    this.values = new YamlValues(problems);
  }

  /** What {@code section}, read from {@code node}, says; a problem if it says nothing. */
  Optional<ImageSource> required(Section section, Node node) {
    if (section.isMapping() && !isIn(section)) {
      return values.problem(node, section.placeOf("environment"), "missing (or image)");
    }
    return optional(section);
  }

  /** What {@code section} says; empty if it says nothing, or something wrong. */
  Optional<ImageSource> optional(Section section) {
    Optional<Node> environment = section.optional("environment");
    Optional<Node> image = section.optional("image");
    if (environment.isPresent() && image.isPresent()) {
      return values.problem(
          image.get(),
          section.placeOf("image"),
          "environment is there too (expected: one of the two)");
    } else if (environment.isPresent()) {
      return values
          .matching(
              environment.get(), section.placeOf("environment"), TaskText.HANDLER_OR_ENVIRONMENT)
          .map(ImageSource.Environment::new);
    }
    return image
        .flatMap(node -> values.matching(node, section.placeOf("image"), TaskText.IMAGE_REFERENCE))
        .map(ImageSource.Image::new);
  }

  private static boolean isIn(Section section) {
    return section.optional("environment").isPresent() || section.optional("image").isPresent();
  }
}
