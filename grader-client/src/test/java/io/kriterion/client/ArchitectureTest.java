package io.kriterion.client;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaCodeUnit;
import com.tngtech.archunit.core.domain.JavaField;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.SimpleConditionEvent;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class ArchitectureTest {

  private static final List<String> OTHER_PEOPLES =
      List.of("io.netty.", "io.grpc.", "com.google.", "io.kriterion.proto.");

  private static final JavaClasses CLASSES =
      new ClassFileImporter()
          .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
          .importPackages("io.kriterion.client");

  @Test
  void publicSignaturesShowNoDependency() {
    assertThat(CLASSES).hasSizeGreaterThan(40);
    classes().that().arePublic().should(showOnlyOwnTypes()).check(CLASSES);
  }

  @Test
  void onlyTheChannelKnowsNetty() {
    classes()
        .that()
        .doNotBelongToAnyOf(NodeChannel.class, Trust.class)
        .should()
        .onlyDependOnClassesThat()
        .resideOutsideOfPackage("io.netty..")
        .check(CLASSES);
  }

  private static ArchCondition<JavaClass> showOnlyOwnTypes() {
    return new ArchCondition<>("show no type of a dependency in a public signature") {
      @Override
      public void check(JavaClass type, ConditionEvents events) {
        for (JavaCodeUnit unit : type.getCodeUnits()) {
          if (visible(unit.getModifiers())) {
            Stream.concat(unit.getParameterTypes().stream(), Stream.of(unit.getReturnType()))
                .flatMap(shown -> shown.getAllInvolvedRawTypes().stream())
                .filter(ArchitectureTest::foreign)
                .forEach(foreign ->
                    events.add(
                        SimpleConditionEvent.violated(
                            unit, unit.getFullName() + " shows " + foreign.getName())));
          }
        }
        for (JavaField field : type.getFields()) {
          if (visible(field.getModifiers())
              && field.getType().getAllInvolvedRawTypes().stream()
                  .anyMatch(ArchitectureTest::foreign)) {
            events.add(SimpleConditionEvent.violated(field, field.getFullName()));
          }
        }
      }
    };
  }

  private static boolean visible(Set<JavaModifier> modifiers) {
    return modifiers.contains(JavaModifier.PUBLIC) || modifiers.contains(JavaModifier.PROTECTED);
  }

  private static boolean foreign(JavaClass type) {
    return OTHER_PEOPLES.stream().anyMatch(type.getBaseComponentType().getName()::startsWith);
  }
}
