package io.kriterion.grader.cli;

import io.kriterion.grader.api.ApiParts;
import io.kriterion.grader.api.ApiServer;
import io.kriterion.grader.config.ConfigFormatException;
import io.kriterion.grader.config.NodeConfig;
import io.kriterion.grader.error.FailureClass;
import io.kriterion.grader.error.GraderException;
import io.kriterion.grader.node.GradingNode;
import io.kriterion.grader.node.NodeControl;
import io.kriterion.grader.node.NodeIdentity;
import io.kriterion.grader.node.RuntimeChoice;
import io.kriterion.grader.node.RuntimeConnection;
import io.kriterion.grader.node.StandingOrder;
import io.kriterion.grader.process.ServiceNotice;
import io.kriterion.grader.queue.QueueException;
import io.kriterion.grader.queue.TaskQueue;
import io.kriterion.grader.queue.embedded.EmbeddedQueue;
import io.kriterion.grader.wire.EventCodec;
import io.kriterion.grader.wire.SubmittedTasks;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code kriterion serve}: a node that takes tasks from its queue until it is told to end. */
@Command(
    name = "serve",
    description = {
      "Run a node: take tasks by the API, grade them, keep their results.",
      "Ends by SIGTERM or Ctrl-C: takes no more tasks, lets those that run go on for as long as the"
          + " configuration says, gives back the rest, removes all sandboxes."
    },
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {
      "0:it was told to end, and has put everything away",
      "2:bad usage or configuration",
      "3:the node, its queue or the runtime failed"
    },
    sortOptions = false)
final class ServeCommand implements Callable<Integer> {

  private static final Logger log = LoggerFactory.getLogger(ServeCommand.class);

  /* What the end takes beside the tasks. */
  private static final Duration CLEANUP = Duration.ofMinutes(2);

  private static final Duration LOOK = Duration.ofSeconds(5);

  @Mixin private RuntimeOptions runtime = new RuntimeOptions();

  @Spec private @Nullable CommandSpec spec;

  @Override
  public Integer call() throws Exception {
    RuntimeChoice choice;
    try {
      choice = runtime.choice();
    } catch (ConfigFormatException e) {
      return Failures.badInput(e, Objects.requireNonNull(spec, "spec").commandLine());
    }
    NodeConfig config = choice.config();
    LogSettings.serving(config.observation().logs());
    return CleanStop.run(
        () -> serve(choice, config), config.node().stopPatience().plus(CLEANUP), ExitCode.OK);
  }

  private static int serve(RuntimeChoice choice, NodeConfig config) {
    try {
      run(choice, config);
    } catch (InterruptedException e) {
      log.atInfo().log("told to end while it started");
    } catch (QueueException e) {
      if (!Thread.interrupted()) {
        throw e;
      }
      log.atInfo().log("told to end while it started");
    }
    return ExitCode.OK;
  }

  private static void run(RuntimeChoice choice, NodeConfig config) throws InterruptedException {
    ServiceNotice notice = ServiceNotice.ofEnvironment();
    try (TaskQueue queue =
        EmbeddedQueue.open(config.node().state().resolve("queue"), config.queue())) {
      NodeIdentity identity = NodeIdentity.of(config.node());
      try (RuntimeConnection connection = RuntimeConnection.open(choice.ownedBy(identity.id()));
          Observation observation = new Observation(config.observation(), identity.name(), queue);
          GradingNode node =
              GradingNode.start(identity, config, connection, queue, observation::ended)) {
        observation.observe(node);
        StandingOrder orders = new StandingOrder(node, config.node().state());
        try (ApiServer api = ApiServer.start(config.api(), parts(queue, orders))) {
          boolean takesTasks = orders.obeyLast();
          api.serving(true);
          started(notice, config, identity, takesTasks);
          boolean lost = awaitEnd(connection, observation, notice);
          notice.stopping(config.node().stopPatience().plus(CLEANUP));
          log.atInfo().log("the node ends");
          // those who watch still hear how running tasks end
          api.serving(false);
          node.stop();
          if (lost) {
            throw new GraderException(
                FailureClass.RUNTIME,
                "the private containerd that the node stood on is gone; start the node again");
          }
        }
      }
    }
  }

  private static void started(
      ServiceNotice notice, NodeConfig config, NodeIdentity identity, boolean takesTasks) {
    notice.ready();
    notice.status("serves at " + config.api().socket());
    log.atInfo()
        .addKeyValue("node", identity.name())
        .addKeyValue("slots", identity.slots())
        .addKeyValue("memory", identity.memory())
        .addKeyValue("socket", config.api().socket())
        .log(
            takesTasks
                ? "the node serves"
                : "the node serves, and takes no tasks until it is told to, as before its start");
  }

  private static ApiParts parts(TaskQueue queue, NodeControl node) {
    return new ApiParts(queue, node, SubmittedTasks::accept, EventCodec::sent);
  }

  /* A signal interrupts this thread, see CleanStop. True when it is the runtime that has ended. */
  private static boolean awaitEnd(
      RuntimeConnection connection, Observation observation, ServiceNotice notice) {
    try {
      notice.awaitEnd(connection::isLost, observation::isAlive, LOOK);
      return true;
    } catch (InterruptedException e) {
      log.atDebug().log("told to end");
      return false;
    }
  }
}
