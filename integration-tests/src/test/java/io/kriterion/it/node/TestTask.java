package io.kriterion.it.node;

import io.kriterion.grader.task.ByteSize;
import io.kriterion.grader.task.Bytes;
import io.kriterion.grader.task.Checker;
import io.kriterion.grader.task.Cpus;
import io.kriterion.grader.task.Expectation;
import io.kriterion.grader.task.FailureMeaning;
import io.kriterion.grader.task.ImageSource;
import io.kriterion.grader.task.Init;
import io.kriterion.grader.task.Limits;
import io.kriterion.grader.task.Step;
import io.kriterion.grader.task.Task;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A task put together by a test. What is said after a step is about that step; what is said before
 * the first one is about the task. The limits are generous in time, so that a slow machine does not
 * change a verdict, and small in everything else.
 */
public final class TestTask {

  private static final Limits GENEROUS =
      new Limits(
          Duration.ofSeconds(20),
          Duration.ofSeconds(60),
          ByteSize.ofMebibytes(64),
          32,
          ByteSize.ofMebibytes(1),
          ByteSize.ofMebibytes(8));

  private static final class Draft {
    private String name = "";
    private List<String> command = List.of();
    private Bytes stdin = Bytes.EMPTY;
    private Optional<Expectation> expect = Optional.empty();
    private Limits limits = GENEROUS;
    private FailureMeaning failure = FailureMeaning.OWN_VERDICT;
    private List<String> artifacts = List.of();

    Step build() {
      return new Step(
          name,
          command,
          Map.of(),
          stdin,
          expect,
          limits,
          expect.isPresent() ? 1 : 0,
          failure,
          Optional.empty(),
          artifacts);
    }
  }

  private final ImageSource image;
  private final List<Draft> steps = new ArrayList<>();
  private Limits limits = GENEROUS;
  private Optional<Cpus> cpus = Optional.empty();
  private Init init = Init.MAIN;

  private TestTask(ImageSource image) {
    this.image = image;
  }

  /** A task without steps in an environment of the catalogue. */
  public static TestTask in(String environment) {
    return new TestTask(new ImageSource.Environment(environment));
  }

  /** A task without steps in an image that the runtime has. */
  public static TestTask image(String reference) {
    return new TestTask(new ImageSource.Image(reference));
  }

  /** A task with one step, called {@code run}: a shell script in the base environment. */
  public static TestTask script(String script) {
    return in("base").shell("run", script);
  }

  /**
   * A task that compiles a C program and runs it: steps {@code compile} and {@code run}.
   *
   * @param source C11 with the usual extensions; the program is {@code ./program}
   */
  public static TestTask program(String source, String... arguments) {
    List<String> command = new ArrayList<>(List.of("./program"));
    command.addAll(List.of(arguments));
    return in("gcc")
        .run("compile", "gcc", "-std=gnu11", "-O1", "-o", "program", "-x", "c", "-")
        .memory(ByteSize.ofMebibytes(256))
        .stdin(source)
        .compile()
        .run("run", command.toArray(String[]::new));
  }

  /** The sandbox's main process is the image's own. */
  public TestTask withoutInit() {
    init = Init.NONE;
    return this;
  }

  /** Adds a step. */
  public TestTask run(String name, String... command) {
    Draft draft = new Draft();
    draft.name = name;
    draft.command = List.of(command);
    draft.limits = limits;
    steps.add(draft);
    return this;
  }

  /** Adds a step that is a shell script. */
  public TestTask shell(String name, String script) {
    return run(name, "sh", "-c", script);
  }

  /** What the step reads. */
  public TestTask stdin(String text) {
    return stdin(Bytes.ofText(text));
  }

  /** What the step reads. */
  public TestTask stdin(Bytes bytes) {
    last().stdin = bytes;
    return this;
  }

  /** What the step must print, byte for byte. */
  public TestTask expect(String text) {
    return expect(Bytes.ofText(text));
  }

  /** What the step must print, byte for byte. */
  public TestTask expect(Bytes bytes) {
    last().expect = Optional.of(new Expectation(bytes, new Checker.Exact()));
    return this;
  }

  /** Says that a failure of the step is a compile error. */
  public TestTask compile() {
    last().failure = FailureMeaning.COMPILE_ERROR;
    return this;
  }

  /** What is brought out of the sandbox when the step has ended. */
  public TestTask artifacts(String... paths) {
    last().artifacts = List.of(paths);
    return this;
  }

  /** Limits the CPU time. */
  public TestTask cpu(Duration time) {
    Limits l = limits();
    return with(new Limits(time, l.wallTime(), l.memory(), l.processes(), l.output(), l.disk()));
  }

  /** Limits the wall time. */
  public TestTask wall(Duration time) {
    Limits l = limits();
    return with(new Limits(l.cpuTime(), time, l.memory(), l.processes(), l.output(), l.disk()));
  }

  /** Limits the memory. */
  public TestTask memory(ByteSize size) {
    Limits l = limits();
    return with(new Limits(l.cpuTime(), l.wallTime(), size, l.processes(), l.output(), l.disk()));
  }

  /** Limits the processes. */
  public TestTask processes(int count) {
    Limits l = limits();
    return with(new Limits(l.cpuTime(), l.wallTime(), l.memory(), count, l.output(), l.disk()));
  }

  /** Limits the output. */
  public TestTask output(ByteSize size) {
    Limits l = limits();
    return with(new Limits(l.cpuTime(), l.wallTime(), l.memory(), l.processes(), size, l.disk()));
  }

  /** The size of the workspace; before the first step only. */
  public TestTask disk(ByteSize size) {
    Limits l = limits();
    return with(new Limits(l.cpuTime(), l.wallTime(), l.memory(), l.processes(), l.output(), size));
  }

  /** Limits what the sandbox may use of the processors at once. */
  public TestTask cpus(Cpus share) {
    cpus = Optional.of(share);
    return this;
  }

  /** The task. */
  public Task build() {
    // what the sandbox is made with holds for the step that needs most of it
    ByteSize memory =
        steps.stream().map(s -> s.limits.memory()).max(ByteSize::compareTo).orElse(limits.memory());
    Limits sandbox =
        new Limits(
            limits.cpuTime(),
            limits.wallTime(),
            memory,
            limits.processes(),
            limits.output(),
            limits.disk(),
            cpus);
    return new Task(
        "integration test",
        Optional.empty(),
        image,
        Optional.empty(),
        sandbox,
        List.of(),
        steps.stream().map(Draft::build).toList(),
        List.of(),
        init);
  }

  private Limits limits() {
    return steps.isEmpty() ? limits : last().limits;
  }

  private TestTask with(Limits changed) {
    if (steps.isEmpty()) {
      limits = changed;
    } else {
      last().limits = changed;
    }
    return this;
  }

  private Draft last() {
    return steps.getLast();
  }
}
