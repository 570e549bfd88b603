package io.kriterion.it.cri;

import io.kriterion.cri.conformance.AttachConformance;
import io.kriterion.cri.conformance.ContainerConformance;
import io.kriterion.cri.conformance.EventConformance;
import io.kriterion.cri.conformance.ExecConformance;
import io.kriterion.cri.conformance.ExecSyncConformance;
import io.kriterion.cri.conformance.FeatureConformance;
import io.kriterion.cri.conformance.ImageConformance;
import io.kriterion.cri.conformance.LogConformance;
import io.kriterion.cri.conformance.MountConformance;
import io.kriterion.cri.conformance.PodSandboxConformance;
import io.kriterion.cri.conformance.PortForwardConformance;
import io.kriterion.cri.conformance.RefusalConformance;
import io.kriterion.cri.conformance.RuntimeInfoConformance;
import io.kriterion.cri.conformance.SecurityConformance;
import io.kriterion.cri.conformance.TestedRuntime;
import io.kriterion.it.host.HostSnapshot;
import io.kriterion.it.node.Handlers;
import java.io.IOException;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.AfterParameterizedClassInvocation;
import org.junit.jupiter.params.BeforeParameterizedClassInvocation;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The conformance kit on every containerd of this machine, through every handler it has. The host
 * is looked at when one of them is through: the tests of a group share their pods.
 */
@Tag("integration")
@ParameterizedClass(name = "{0} {1}")
@MethodSource("runtimes")
final class ConformanceTest {

  private static @Nullable HostSnapshot before;
  private static @Nullable Lab lab;

  ConformanceTest(Release release, String handler) {}

  static Stream<Arguments> runtimes() {
    Stream<Arguments> here =
        Release.all().stream()
            .flatMap(release ->
                Stream.of("runc", "crun", "runsc")
                    .filter(handler -> serves(release, handler))
                    .map(handler -> Arguments.of(release, handler)));
    String kata = System.getenv().getOrDefault("KRITERION_KATA_HANDLER", "kata");
    return Stream.concat(
        here, Release.elsewhere().stream().map(release -> Arguments.of(release, kata)));
  }

  private static boolean serves(Release release, String handler) {
    String reason = "";
    if (!release.has(handler) && !Handlers.installed(handler)) {
      reason = "it is not installed";
    } else if (!release.equals(Release.INSTALLED) && !release.has(handler)) {
      reason = "there is none of its time, and the machine's is tested on the installed containerd";
    }
    if (!reason.isEmpty()) {
      System.out.println(handler + " on " + release + " is not tested: " + reason);
    }
    return reason.isEmpty();
  }

  @BeforeParameterizedClassInvocation
  static void start(Release release, String handler) throws IOException, InterruptedException {
    before = HostSnapshot.now();
    lab = Lab.start(release, handler);
  }

  @AfterParameterizedClassInvocation
  static void stop() throws InterruptedException {
    if (lab != null) {
      lab.close();
    }
    Objects.requireNonNull(before, "before").assertNothingIsLeft();
  }

  private static TestedRuntime lab() {
    return Objects.requireNonNull(lab, "lab");
  }

  @Nested
  final class RuntimeInfo extends RuntimeInfoConformance {
    @Override
    protected TestedRuntime runtime() {
      return lab();
    }
  }

  @Nested
  final class PodSandbox extends PodSandboxConformance {
    @Override
    protected TestedRuntime runtime() {
      return lab();
    }
  }

  @Nested
  final class Container extends ContainerConformance {
    @Override
    protected TestedRuntime runtime() {
      return lab();
    }
  }

  @Nested
  final class Security extends SecurityConformance {
    @Override
    protected TestedRuntime runtime() {
      return lab();
    }
  }

  @Nested
  final class Mount extends MountConformance {
    @Override
    protected TestedRuntime runtime() {
      return lab();
    }
  }

  @Nested
  final class Image extends ImageConformance {
    @Override
    protected TestedRuntime runtime() {
      return lab();
    }
  }

  @Nested
  final class Log extends LogConformance {
    @Override
    protected TestedRuntime runtime() {
      return lab();
    }
  }

  @Nested
  final class ExecSync extends ExecSyncConformance {
    @Override
    protected TestedRuntime runtime() {
      return lab();
    }
  }

  @Nested
  final class Event extends EventConformance {
    @Override
    protected TestedRuntime runtime() {
      return lab();
    }
  }

  @Nested
  final class Exec extends ExecConformance {
    @Override
    protected TestedRuntime runtime() {
      return lab();
    }
  }

  @Nested
  final class Attach extends AttachConformance {
    @Override
    protected TestedRuntime runtime() {
      return lab();
    }
  }

  @Nested
  final class PortForward extends PortForwardConformance {
    @Override
    protected TestedRuntime runtime() {
      return lab();
    }
  }

  @Nested
  final class Refusal extends RefusalConformance {
    @Override
    protected TestedRuntime runtime() {
      return lab();
    }
  }

  @Nested
  final class Feature extends FeatureConformance {
    @Override
    protected TestedRuntime runtime() {
      return lab();
    }
  }
}
