package io.kriterion.grader.doctor;

import io.kriterion.grader.config.ListenAddress;
import io.kriterion.grader.config.NodeConfig;
import io.kriterion.grader.containerd.PrivateContainerdOptions;
import io.kriterion.grader.node.RuntimeChoice;
import io.kriterion.grader.node.RuntimeSurvey;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Looks at this machine: what it has and what it lacks to grade. Starts and changes nothing. */
public final class Doctor {

  private static final Logger log = LoggerFactory.getLogger(Doctor.class);
  private static final String KATA = "containerd-shim-kata-v2";

  /**
   * What came of a look at everything.
   *
   * @param problems how many problems were found
   * @param failed how many checks failed themselves
   */
  public record Summary(int problems, int failed) {}

  private final List<Check> checks;

  Doctor(List<Check> checks) {
    this.checks = List.copyOf(checks);
  }

  /** The one for a machine whose runtime is this choice, as it is configured. */
  public static Doctor of(RuntimeChoice choice) {
    NodeConfig config = choice.config();
    Programs programs = Programs.ofEnvironment();
    Machine machine = Machine.THIS;
    return new Doctor(
        List.of(
            new ProgramsCheck(programs, Programs::version),
            new RuntimeCheck(() -> RuntimeSurvey.look(choice), choice.endpoint().isPresent()),
            new CgroupCheck(machine, Files::isWritable),
            new KvmCheck(machine, programs.find(KATA).isPresent()),
            new DiskCheck(places(config), DiskCheck::usable),
            new MemoryCheck(machine, config.node().memory()),
            new SwapCheck(machine),
            new KernelCheck(machine),
            new CoreCheck(machine),
            new TimeCheck(machine),
            new NodeCheck(config.api().socket(), ports(config))));
  }

  private static Map<String, Path> places(NodeConfig config) {
    Map<String, Path> places = new LinkedHashMap<>();
    places.put("the node", config.node().state());
    places.put("its own containerd", PrivateContainerdOptions.DEFAULT_DATA_ROOT);
    Path system = Path.of("/var/lib/containerd");
    if (Files.exists(system)) {
      places.put("the system's containerd", system);
    }
    return places;
  }

  private static Map<String, ListenAddress> ports(NodeConfig config) {
    Map<String, ListenAddress> ports = new LinkedHashMap<>();
    config.observation().http().ifPresent(address -> ports.put("metrics", address));
    config.api().tcp().ifPresent(tcp -> ports.put("the API", tcp.listen()));
    return ports;
  }

  /**
   * Looks at everything; blocks for some seconds.
   *
   * @param told each finding, as soon as it is made
   */
  public Summary examine(Consumer<Finding> told) {
    int problems = 0;
    int failed = 0;
    for (Check check : checks) {
      try {
        for (Finding finding : check.look()) {
          problems += finding.level() == Finding.Level.PROBLEM ? 1 : 0;
          told.accept(finding);
        }
      } catch (RuntimeException e) {
        failed++;
        log.atWarn()
            .addKeyValue("check", check.getClass().getSimpleName())
            .setCause(e)
            .log("a check failed");
      }
    }
    return new Summary(problems, failed);
  }
}
