package io.kriterion.grader.text;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.kriterion.grader.error.GraderException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Optional;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.exceptions.MarkedYamlEngineException;
import org.snakeyaml.engine.v2.exceptions.ReaderException;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.parser.ParserImpl;
import org.snakeyaml.engine.v2.scanner.StreamReader;
import org.snakeyaml.engine.v2.schema.CoreSchema;

/** A YAML 1.2 file (JSON is a part of YAML) as a tree of nodes that know their lines. */
public final class YamlTree {
  /** The most bytes of a file. */
  public static final int MOST_BYTES = 1 << 20;

  private YamlTree() {}

  /**
   * The root of the one document in {@code file}.
   *
   * @param what what the file is to hold, in a word for messages, such as {@code task}
   * @param problems what is wrong goes there
   * @throws GraderException as {@code problems} makes it, if the file cannot be read, is too large,
   *     or is not one YAML document
   */
  public static Node read(Path file, String what, Problems problems) {
    String text = text(file, what, problems);
    LoadSettings settings =
        LoadSettings.builder()
            .setSchema(new CoreSchema())
            .setAllowNonScalarKeys(true)
            .setMaxAliasesForCollections(BoundedParser.MOST_ALIASES)
            .build();
    try {
      ParserImpl parser = new ParserImpl(settings, new StreamReader(settings, text));
      Optional<Node> root = new PlainComposer(settings, new BoundedParser(parser)).getSingleNode();
      if (root.isPresent()) {
        return root.get();
      }
      problems.add("empty (expected: a " + what + ")");
    } catch (MarkedYamlEngineException e) {
      problems.add(
          e.getProblemMark().map(mark -> mark.getLine() + 1).orElse(1),
          "not YAML: " + Printable.bare(e.getProblem()));
    } catch (ReaderException e) {
      int end =
          text.offsetByCodePoints(
              0, Math.min(e.getPosition(), text.codePointCount(0, text.length())));
      int line = 1 + (int) text.substring(0, end).chars().filter(c -> c == '\n').count();
      problems.add(
          line, String.format("not YAML: the character U+%04X must be escaped", e.getCodePoint()));
    } catch (YamlEngineException e) {
      problems.add("not YAML: " + Printable.bare(String.valueOf(e.getMessage())));
    }
    throw problems.exception();
  }

  private static String text(Path file, String what, Problems problems) {
    String expected = " (expected: a " + what + "'s YAML or JSON file)";
    try {
      if (Files.exists(file) && !Files.isRegularFile(file)) {
        problems.add("not a regular file" + expected);
        throw problems.exception();
      }
      byte[] bytes;
      try (InputStream in = Files.newInputStream(file)) {
        bytes = in.readNBytes(MOST_BYTES + 1);
      }
      if (bytes.length > MOST_BYTES) {
        problems.add("larger than 1MiB (expected: long input and output in files of their own)");
        throw problems.exception();
      }
      String text = UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
      return text.startsWith("\uFEFF") ? text.substring(1) : text;
    } catch (NoSuchFileException e) {
      problems.add("no such file");
    } catch (CharacterCodingException e) {
      problems.add("not UTF-8 text" + expected);
    } catch (IOException e) {
      problems.add("cannot be read: " + Printable.bare(e.toString()));
    }
    throw problems.exception();
  }
}
