package io.kriterion.grader.text;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.regex.Pattern;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.ScalarNode;
import org.snakeyaml.engine.v2.nodes.SequenceNode;
import org.snakeyaml.engine.v2.nodes.Tag;

/**
 * Reads single values of a file; what is wrong with one becomes a problem and the value is empty.
 */
public final class YamlValues {
  private static final Set<Tag> WRITTEN = Set.of(Tag.STR, Tag.INT, Tag.FLOAT, Tag.BOOL);
  private static final Pattern WHOLE = Pattern.compile("-?[0-9]{1,9}");

  private final Problems problems;

  public YamlValues(Problems problems) {
    this.problems = problems;
  }

  /** A text; a number or a truth value must be in quotes to be one. */
  public Optional<String> text(Node node, String place) {
    if (node instanceof ScalarNode scalar && scalar.getTag().equals(Tag.STR)) {
      return wellFormed(scalar, place);
    }
    boolean quotable = node instanceof ScalarNode scalar && WRITTEN.contains(scalar.getTag());
    return problem(node, place, "expected a text" + (quotable ? " (put it in quotes)" : ""));
  }

  /** A text, or a number or truth value taken as it is written. */
  public Optional<String> written(Node node, String place) {
    if (node instanceof ScalarNode scalar && WRITTEN.contains(scalar.getTag())) {
      return wellFormed(scalar, place);
    }
    return problem(node, place, "expected a text");
  }

  /** A text that matches {@code pattern}, one of {@link TaskText}'s. */
  public Optional<String> matching(Node node, String place, Pattern pattern) {
    return text(node, place).filter(text -> accept(node, place, TaskText.problem(pattern, text)));
  }

  /** A text, number or truth value as it is written, that matches {@code pattern}. */
  public Optional<String> writtenMatching(Node node, String place, Pattern pattern) {
    return written(node, place)
        .filter(text -> accept(node, place, TaskText.problem(pattern, text)));
  }

  /** A text that {@code parser} understands; its IllegalArgumentException is the problem. */
  public <T> Optional<T> parsed(Node node, String place, Function<String, T> parser) {
    return written(node, place)
        .flatMap(text -> {
          try {
            return Optional.of(parser.apply(text));
          } catch (IllegalArgumentException e) {
            return problem(node, place, String.valueOf(e.getMessage()));
          }
        });
  }

  /** A whole decimal number within bounds. */
  public Optional<Integer> wholeNumber(Node node, String place, int from, int to) {
    boolean whole =
        node instanceof ScalarNode scalar
            && scalar.getTag().equals(Tag.INT)
            && WHOLE.matcher(scalar.getValue()).matches();
    if (whole) {
      int number = Integer.parseInt(((ScalarNode) node).getValue());
      if (number >= from && number <= to) {
        return Optional.of(number);
      }
    }
    return problem(
        node, place, show(node) + " (expected: a whole number, " + from + ".." + to + ")");
  }

  /** A decimal number from 0 to {@code to}. */
  public Optional<Double> decimal(Node node, String place, double to) {
    if (node instanceof ScalarNode scalar
        && (scalar.getTag().equals(Tag.INT) || scalar.getTag().equals(Tag.FLOAT))) {
      try {
        double number = Double.parseDouble(scalar.getValue());
        if (number >= 0 && number <= to) {
          return Optional.of(number);
        }
      } catch (NumberFormatException e) {
        return problem(node, place, show(node) + " is not a decimal number");
      }
    }
    return problem(
        node,
        place,
        show(node) + " (expected: a number, 0 or more" + (to == 1 ? ", at most 1)" : ")"));
  }

  /** A list of at most {@code most} values. */
  public List<Node> list(Node node, String place, int most) {
    if (!(node instanceof SequenceNode sequence)) {
      problems.add(node, place, "expected a list");
      return List.of();
    } else if (sequence.getValue().size() > most) {
      problems.add(
          node, place, sequence.getValue().size() + " values (expected: at most " + most + ")");
      return List.of();
    }
    return sequence.getValue();
  }

  /** One of a few words. */
  public Optional<String> word(Node node, String place, List<String> words) {
    return text(node, place)
        .filter(text ->
            accept(
                node,
                place,
                words.contains(text)
                    ? Optional.empty()
                    : Optional.of(
                        Printable.quote(text) + " (" + NearestKey.hint(text, words) + ")")));
  }

  /** Adds {@code problem}, if there is one; whether there is none. */
  public boolean accept(Node node, String place, Optional<String> problem) {
    problem.ifPresent(text -> problems.add(node, place, text));
    return problem.isEmpty();
  }

  /** Adds {@code problem}. */
  public <T> Optional<T> problem(Node node, String place, String problem) {
    problems.add(node, place, problem);
    return Optional.empty();
  }

  private Optional<String> wellFormed(ScalarNode scalar, String place) {
    String text = scalar.getValue();
    return isHalfCharacterIn(text)
        ? problem(scalar, place, "half a character (a lone surrogate)")
        : Optional.of(text);
  }

  private static boolean isHalfCharacterIn(String text) {
    for (int i = 0; i < text.length(); i++) {
      if (Character.isSurrogate(text.charAt(i))) {
        boolean whole =
            i + 1 < text.length() && Character.isSurrogatePair(text.charAt(i), text.charAt(i + 1));
        if (!whole) {
          return true;
        }
        i++;
      }
    }
    return false;
  }

  private static String show(Node node) {
    return node instanceof ScalarNode scalar
        ? Printable.quote(scalar.getValue())
        : "a list or keys";
  }
}
