package io.kriterion.proto;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.Descriptors.Descriptor;
import com.google.protobuf.Descriptors.EnumDescriptor;
import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.Descriptors.FileDescriptor;
import io.kriterion.cri.v1.CriProto;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import org.junit.jupiter.api.Test;

/** The compiled CRI descriptor and the table of the published interface are the same facts. */
class CriDescriptorTest {

  private static final FileDescriptor FILE = CriProto.getDescriptor();

  @Test
  void everyServiceMessageFieldAndEnumIsAsPublished() throws IOException {
    List<String> published = table();
    assertThat(published).hasSizeGreaterThan(600);
    assertThat(compiled()).containsExactlyInAnyOrderElementsOf(published);
  }

  @Test
  void theServicesKeepTheirWireNames() {
    assertThat(FILE.getPackage()).isEqualTo("runtime.v1");
    assertThat(FILE.getDependencies()).isEmpty();
    assertThat(FILE.findServiceByName("RuntimeService").getFullName())
        .isEqualTo("runtime.v1.RuntimeService");
    assertThat(FILE.findServiceByName("ImageService").getFullName())
        .isEqualTo("runtime.v1.ImageService");
  }

  private static List<String> compiled() {
    List<String> facts = new ArrayList<>();
    for (var service : FILE.getServices()) {
      for (var rpc : service.getMethods()) {
        assertThat(rpc.isClientStreaming()).as(rpc.getFullName()).isFalse();
        facts.add(
            String.join(
                "\t",
                "rpc",
                service.getName(),
                rpc.getName(),
                rpc.getInputType().getName(),
                rpc.getOutputType().getName(),
                rpc.isServerStreaming() ? "stream" : "unary"));
      }
    }
    FILE.getEnumTypes().forEach(type -> addEnum(facts, type));
    FILE.getMessageTypes().forEach(type -> addMessage(facts, type));
    return facts;
  }

  private static void addEnum(List<String> facts, EnumDescriptor type) {
    String name = type.getFullName().substring("runtime.v1.".length());
    for (var value : type.getValues()) {
      facts.add("enum\t" + name + "\t" + value.getName() + "\t" + value.getNumber());
    }
  }

  private static void addMessage(List<String> facts, Descriptor type) {
    type.getEnumTypes().forEach(inner -> addEnum(facts, inner));
    if (type.getFields().isEmpty()) {
      facts.add("message\t" + type.getName());
    }
    for (FieldDescriptor field : type.getFields()) {
      String label = field.isMapField() ? "map" : field.isRepeated() ? "repeated" : "single";
      facts.add(
          String.join(
              "\t",
              "field",
              type.getName(),
              Integer.toString(field.getNumber()),
              field.getName(),
              label,
              typeOf(field),
              optionOf(field)));
    }
  }

  private static String typeOf(FieldDescriptor field) {
    if (field.isMapField()) {
      Descriptor entry = field.getMessageType();
      return "map<"
          + typeOf(entry.findFieldByNumber(1))
          + ","
          + typeOf(entry.findFieldByNumber(2))
          + ">";
    }
    return switch (field.getJavaType()) {
      case MESSAGE -> field.getMessageType().getName();
      case ENUM -> field.getEnumType().getName();
      default -> field.getType().name().toLowerCase(Locale.ROOT);
    };
  }

  private static String optionOf(FieldDescriptor field) {
    if (field.getOptions().getDeprecated()) {
      return "deprecated";
    }
    return field.getOptions().getDebugRedact() ? "debug_redact" : "-";
  }

  private static List<String> table() throws IOException {
    try (var in =
            Objects.requireNonNull(CriDescriptorTest.class.getResourceAsStream("/cri-v1.tsv"));
        var reader = new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8))) {
      return reader.lines().filter(line -> !line.startsWith("#")).toList();
    }
  }
}
