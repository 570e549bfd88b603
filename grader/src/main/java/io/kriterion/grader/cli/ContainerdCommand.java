package io.kriterion.grader.cli;

import io.kriterion.grader.containerd.PrivateContainerd;
import io.kriterion.grader.error.FailureClass;
import io.kriterion.grader.error.GraderException;
import io.kriterion.grader.node.PrivateInstances;
import io.kriterion.grader.node.RuntimeConnection;
import java.util.Map;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code kriterion containerd}: a private containerd that outlives one command. */
@Command(
    name = "containerd",
    description = "Start, stop or show a private containerd, which run and verify then use.",
    subcommands = {
      ContainerdCommand.Start.class,
      ContainerdCommand.Stop.class,
      ContainerdCommand.Show.class
    },
    sortOptions = false)
final class ContainerdCommand {

  private ContainerdCommand() {}

  private static final class Name {

    @Option(
        names = "--name",
        paramLabel = "NAME",
        defaultValue = RuntimeConnection.SHARED_INSTANCE,
        description = "The instance. Default: ${DEFAULT-VALUE}, the one that other commands find.")
    private String value = RuntimeConnection.SHARED_INSTANCE;
  }

  /** Starts one and leaves it running. */
  @Command(name = "start", description = "Start one and leave it running; prints its endpoint.")
  static final class Start implements java.util.concurrent.Callable<Integer> {

    @picocli.CommandLine.Mixin private Name name = new Name();

    @Override
    public Integer call() throws Exception {
      return CleanStop.run(() -> {
        PrivateContainerd.removeStale();
        if (find(name.value).isPresent()) {
          throw new GraderException(
              FailureClass.TASK,
              "the private containerd "
                  + name.value
                  + " runs already; stop it first: kriterion containerd stop");
        }
        PrivateContainerd started = PrivateInstances.start(name.value);
        started.detach();
        show(started);
        return ExitCode.OK;
      });
    }
  }

  /** Stops one and removes everything of it. */
  @Command(name = "stop", description = "Stop one and remove everything that it consists of.")
  static final class Stop implements java.util.concurrent.Callable<Integer> {

    @picocli.CommandLine.Mixin private Name name = new Name();

    @Override
    public Integer call() {
      Optional<PrivateContainerd> running = find(name.value);
      if (running.isEmpty() && !PrivateContainerd.removeStale().contains(name.value)) {
        System.out.println("no private containerd " + name.value + " is running");
        return ExitCode.OK;
      }
      running.ifPresent(PrivateContainerd::stop);
      System.out.println("stopped " + name.value);
      return ExitCode.OK;
    }
  }

  /** Shows one. */
  @Command(name = "status", description = "Show whether one runs, with which handlers.")
  static final class Show implements java.util.concurrent.Callable<Integer> {

    @picocli.CommandLine.Mixin private Name name = new Name();

    @Override
    public Integer call() {
      Optional<PrivateContainerd> running = find(name.value);
      if (running.isEmpty()) {
        System.out.println("no private containerd " + name.value + " is running");
        return ExitCode.NOT_ACCEPTED;
      }
      show(running.get());
      return ExitCode.OK;
    }
  }

  private static Optional<PrivateContainerd> find(String name) {
    try {
      return PrivateContainerd.find(name);
    } catch (IllegalArgumentException e) {
      throw new GraderException(FailureClass.TASK, String.valueOf(e.getMessage()), e);
    }
  }

  private static void show(PrivateContainerd instance) {
    System.out.println("endpoint  unix://" + instance.socket());
    System.out.println("pid       " + instance.pid());
    System.out.println("handlers  " + String.join(", ", instance.handlers()));
    for (Map.Entry<String, String> missing : instance.missingHandlers().entrySet()) {
      System.out.println("missing   " + missing.getKey() + ": " + missing.getValue());
    }
  }
}
