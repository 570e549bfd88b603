package io.kriterion.it.node;

import io.kriterion.grader.containerd.PrivateContainerd;
import io.kriterion.grader.node.PrivateInstances;
import io.kriterion.grader.node.RuntimeChoice;
import io.kriterion.grader.node.RuntimeConnection;
import io.kriterion.grader.pipeline.Grading;
import io.kriterion.grader.pipeline.Plan;
import io.kriterion.grader.pipeline.Submission;
import io.kriterion.grader.sandbox.SandboxSource;
import io.kriterion.grader.task.Event;
import io.kriterion.grader.task.Result;
import io.kriterion.grader.task.Task;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;

/** A node on a private containerd of its own, which lives as long as this object. Thread-safe. */
public final class TestNode implements AutoCloseable {

  private static final AtomicInteger NUMBER = new AtomicInteger();

  private final PrivateContainerd containerd;
  private final RuntimeConnection connection;

  private TestNode(PrivateContainerd containerd, RuntimeConnection connection) {
    this.containerd = containerd;
    this.connection = connection;
  }

  /**
   * Starts one with these environments' images in it; says which handlers this machine lacks, and
   * why. Blocks for some seconds. Everything that a containerd makes at its first sandbox, and
   * keeps as long as it lives, is there when this returns.
   */
  public static TestNode start(String... environments) throws InterruptedException {
    TestNode node = bare();
    try {
      for (String environment : environments) {
        for (String handler : Handlers.conforming().toList()) {
          node.grade(handler, TestTask.in(environment).run("warm up", "true"));
        }
      }
      return node;
    } catch (RuntimeException | InterruptedException e) {
      node.close();
      throw e;
    }
  }

  private static TestNode bare() throws InterruptedException {
    PrivateContainerd containerd =
        PrivateInstances.start(
            "it-" + ProcessHandle.current().pid() + "-" + NUMBER.incrementAndGet());
    containerd
        .missingHandlers()
        .forEach((handler, reason) ->
            System.out.println("handler " + handler + " is not tested: " + reason));
    try {
      return new TestNode(
          containerd,
          RuntimeConnection.open(
              new RuntimeChoice(Optional.of(containerd.socket()), false, catalogue())));
    } catch (RuntimeException e) {
      containerd.close();
      throw e;
    }
  }

  /** Where the example images are, as {@code bin/setup} and the command see it. */
  public static Path catalogue() {
    return Path.of(
        Optional.ofNullable(System.getenv("KRITERION_IMAGES"))
            .filter(value -> !value.isEmpty())
            .orElse("/var/cache/kriterion/images"));
  }

  /** The private containerd below. */
  public PrivateContainerd containerd() {
    return containerd;
  }

  /** The connection to it. */
  public RuntimeConnection connection() {
    return connection;
  }

  /** Grades a task that brings its own files. */
  public Graded grade(String handler, TestTask task) throws InterruptedException {
    return grade(handler, task, Submission.empty());
  }

  /** Grades a submission. */
  public Graded grade(String handler, TestTask task, Submission submission)
      throws InterruptedException {
    return grade(handler, task, submission, event -> {});
  }

  /**
   * Grades a submission and tells what happens.
   *
   * @param listener told of every event, on this thread; grading waits for it
   */
  public Graded grade(
      String handler, TestTask task, Submission submission, Consumer<Event> listener)
      throws InterruptedException {
    return grade(handler, task.build(), submission, listener);
  }

  /** Grades a submission of a task as it is read from a file. */
  public Graded grade(String handler, Task task, Submission submission)
      throws InterruptedException {
    return grade(handler, task, submission, event -> {});
  }

  private Graded grade(String handler, Task task, Submission submission, Consumer<Event> listener)
      throws InterruptedException {
    List<Event> events = Collections.synchronizedList(new ArrayList<>());
    Plan plan = connection.plan(task, submission, Optional.of(handler));
    Consumer<Event> both =
        event -> {
          events.add(event);
          listener.accept(event);
        };
    Result result = new Grading(SandboxSource.cold(connection.host()), both).grade(plan);
    return new Graded(result, events);
  }

  @Override
  public void close() {
    try (containerd) {
      connection.close();
    }
  }
}
