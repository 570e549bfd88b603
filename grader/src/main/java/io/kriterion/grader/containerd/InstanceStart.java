package io.kriterion.grader.containerd;

import io.kriterion.grader.cgroup.Cgroups;
import io.kriterion.grader.process.Poll;
import io.kriterion.grader.process.ProcessId;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SequencedMap;

/** The steps from options to a running instance; undoes them when one fails. */
final class InstanceStart {

  private static final Duration READY = Duration.ofSeconds(30);
  private static final String UTIL_LINUX = "util-linux";

  private final PrivateContainerdOptions options;
  private final InstanceDirectories directories;
  private final SearchPath path;
  private final RuntimeHandlers handlers;

  private InstanceStart(PrivateContainerdOptions options) {
    this.options = options;
    this.path = SearchPath.ofEnvironment().after(options.programs());
    this.handlers = RuntimeHandlers.discover(path);
    this.directories =
        new InstanceDirectories(
            options.stateRoot().resolve(options.name()),
            options.dataRoot().resolve(options.name()));
  }

  static PrivateContainerd start(PrivateContainerdOptions options) throws InterruptedException {
    return new InstanceStart(options).start();
  }

  private PrivateContainerd start() throws InterruptedException {
    requireRoot();
    List<String> command = command();
    if (handlers.found().isEmpty()) {
      throw new ContainerdException("no container runtime is installed (run: sudo bin/setup)");
    }
    InstanceRecord record = claim();
    PrivateContainerd containerd = null;
    try {
      prepareData(record);
      prepareState();
      containerd = launch(command, record);
      Path pause = directories.state().resolve("pause.tar");
      OciArchive.fromProgram(
          options.pauseBinary(),
          "/pause",
          new OciArchive.Description(ContainerdConfig.SANDBOX_IMAGE, List.of("/pause"), List.of()),
          pause);
      containerd.importArchive(pause);
      Files.delete(pause);
      return containerd;
    } catch (IOException e) {
      throw undo(new ContainerdException("cannot start a private containerd: " + e, e), record);
    } catch (RuntimeException | InterruptedException e) {
      undo(e, record);
      throw e;
    }
  }

  private <E extends Exception> E undo(E failure, InstanceRecord record) {
    try {
      new PrivateContainerd(directories, record, record.owner(), true).close();
    } catch (RuntimeException e) {
      failure.addSuppressed(e);
    }
    return failure;
  }

  private static void requireRoot() {
    try {
      if (!Integer.valueOf(0).equals(Files.getAttribute(Path.of("/proc/self"), "unix:uid"))) {
        throw new ContainerdException("a private containerd needs root (run it with sudo)");
      }
    } catch (IOException e) {
      throw new ContainerdException("cannot read /proc: " + e.getMessage(), e);
    }
  }

  private List<String> command() {
    path.require("ctr", "containerd");
    path.require("containerd-shim-runc-v2", "containerd");
    path.require("mount", "mount");
    return List.of(
        // A session of its own: Ctrl-C on our terminal shall not end it before we do.
        path.require("setsid", UTIL_LINUX).toString(),
        path.require("unshare", UTIL_LINUX).toString(),
        "--mount",
        "--propagation",
        "private",
        "/bin/sh",
        directories.state().resolve("enter-namespace.sh").toString(),
        directories.state().toString(),
        directories.data().toString(),
        path.require("containerd", "containerd").toString());
  }

  /** Makes the state directory, with the record of its owner in it from the first moment on. */
  private InstanceRecord claim() {
    InstanceRecord record =
        new InstanceRecord(
            ProcessId.current(),
            directories.data(),
            Cgroups.detect().exists("/k8s.io"),
            List.copyOf(handlers.found().keySet()),
            handlers.missing());
    try {
      if (Files.isDirectory(directories.state()) && InstanceRecord.stale(directories.state())) {
        InstanceRemoval.remove(directories, () -> InstanceRecord.stale(directories.state()));
      }
      Path made = null;
      try {
        Files.createDirectories(options.stateRoot());
        made = Files.createTempDirectory(options.stateRoot(), ".new-");
        Files.setPosixFilePermissions(made, PosixFilePermissions.fromString("rwx--x--x"));
        record.write(made);
        Files.move(made, directories.state(), StandardCopyOption.ATOMIC_MOVE);
        made = null;
      } finally {
        if (made != null) {
          deleteTree(made);
        }
      }
      return record;
    } catch (DirectoryNotEmptyException | FileAlreadyExistsException e) {
      throw alreadyRunning(e);
    } catch (IOException e) {
      if (Files.isDirectory(directories.state())) {
        throw alreadyRunning(e);
      }
      throw new ContainerdException("cannot make " + directories.state() + ": " + e, e);
    }
  }

  private ContainerdException alreadyRunning(IOException cause) {
    return new ContainerdException(
        "a private containerd named "
            + options.name()
            + " is running already ("
            + directories.state()
            + "); stop it or choose another name",
        cause);
  }

  private static void deleteTree(Path directory) throws IOException {
    Files.deleteIfExists(directory.resolve("instance.properties"));
    Files.deleteIfExists(directory);
  }

  private void prepareData(InstanceRecord record) throws IOException {
    Path data = directories.data();
    if (DataMark.read(data).filter(DataMark::ofEarlierBoot).isPresent()) {
      InstanceRemoval.delete(data);
    }
    if (Files.exists(data)) {
      throw new ContainerdException(
          data + " is there and not of this instance (move it away, or choose another name)");
    }
    Files.createDirectories(data.resolve("host-run"));
    new DataMark(directories.state(), record.owner()).write(data);
  }

  private void prepareState() throws IOException {
    SequencedMap<String, Path> programs = new LinkedHashMap<>(handlers.found());
    Path runsc = programs.get("runsc");
    if (runsc != null) {
      Path wrapper = directories.data().resolve("runsc-handler");
      String script =
          Template.render("runsc-handler.sh.template", Map.of("runsc", runsc.toString()));
      executable(wrapper, script);
      programs.put("runsc", wrapper);
    }
    executable(
        directories.state().resolve("enter-namespace.sh"), Template.text("enter-namespace.sh"));
    Files.writeString(
        directories.config(),
        ContainerdConfig.render(directories, programs, ContainerdConfig.Machine.here()));
    Files.createDirectories(directories.cniPlugins());
    Files.createDirectories(directories.cniNetworks());
    Files.writeString(
        directories.cniNetworks().resolve("10-null.conflist"),
        Template.text("null-network.conflist"));
    for (String plugin : List.of("kriterion-null", "loopback")) {
      Path copy = Files.copy(options.nullCni(), directories.cniPlugins().resolve(plugin));
      Files.setPosixFilePermissions(copy, PosixFilePermissions.fromString("rwxr-xr-x"));
    }
  }

  private static void executable(Path file, String text) throws IOException {
    Files.writeString(file, text);
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
  }

  private PrivateContainerd launch(List<String> command, InstanceRecord record)
      throws IOException, InterruptedException {
    ProcessBuilder builder =
        new ProcessBuilder(command)
            .directory(Path.of("/").toFile())
            .redirectInput(Path.of("/dev/null").toFile())
            .redirectErrorStream(true)
            .redirectOutput(directories.log().toFile());
    // What containerd inherits, its shims and runtimes inherit: only what they need.
    builder.environment().keySet().removeIf(name -> !name.matches("(?i)(https?|no)_proxy"));
    builder.environment().put("PATH", path.text());
    Process process = builder.start();
    Optional<ProcessId> containerd = ProcessId.of(process.pid());
    if (containerd.isPresent()) {
      InstanceRecord.writeContainerd(directories.state(), containerd.get());
    }
    boolean decided = Poll.until(() -> !process.isAlive() || ready(), READY);
    if (!process.isAlive() || containerd.isEmpty()) {
      throw new ContainerdException("containerd ended at once: " + lastError(directories.log()));
    }
    if (!decided) {
      throw new ContainerdException(
          "containerd does not answer after "
              + READY.toSeconds()
              + " s: "
              + lastError(directories.log()));
    }
    return new PrivateContainerd(directories, record, containerd.get(), true);
  }

  private boolean ready() {
    return Files.exists(directories.socket()) && options.ready().test(directories.socket());
  }

  /** The last error that containerd logged, or else its last words. */
  static String lastError(Path log) throws IOException {
    List<String> lines =
        Files.readString(log, StandardCharsets.ISO_8859_1)
            .lines()
            .filter(line -> !line.isBlank())
            .toList();
    return lines.reversed().stream()
        .filter(line -> !line.contains("level=") || line.matches(".*level=(error|fatal|panic) .*"))
        .findFirst()
        .or(() -> lines.isEmpty() ? Optional.empty() : Optional.of(lines.getLast()))
        .map(line -> line.replaceFirst("^time=\\S+ level=\\S+ msg=", ""))
        .orElse("it logged nothing");
  }
}
