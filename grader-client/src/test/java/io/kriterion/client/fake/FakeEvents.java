package io.kriterion.client.fake;

import com.google.protobuf.ByteString;
import com.google.protobuf.Duration;
import com.google.protobuf.Timestamp;
import io.kriterion.proto.grader.v1.AttemptEnded;
import io.kriterion.proto.grader.v1.Delays;
import io.kriterion.proto.grader.v1.GroupResult;
import io.kriterion.proto.grader.v1.Output;
import io.kriterion.proto.grader.v1.OutputStream;
import io.kriterion.proto.grader.v1.Planned;
import io.kriterion.proto.grader.v1.Result;
import io.kriterion.proto.grader.v1.Stages;
import io.kriterion.proto.grader.v1.StepResult;
import io.kriterion.proto.grader.v1.StepStarted;
import io.kriterion.proto.grader.v1.TaskEvent;
import io.kriterion.proto.grader.v1.Verdict;

/** Events for tests to publish. */
public final class FakeEvents {

  private FakeEvents() {}

  /** An event of an attempt, without a body. */
  public static TaskEvent.Builder of(int attempt) {
    return TaskEvent.newBuilder()
        .setAttempt(attempt)
        .setTime(Timestamp.newBuilder().setSeconds(5).setNanos(6));
  }

  /** It is settled where the task runs. */
  public static TaskEvent.Builder planned() {
    return of(1)
        .setPlanned(Planned.newBuilder().setHandler("crun").setImage("sha256:1").setNode("node-1"));
  }

  /** A step starts. */
  public static TaskEvent.Builder started(String step) {
    return of(1).setStepStarted(StepStarted.newBuilder().setStep(step));
  }

  /** A step prints. */
  public static TaskEvent.Builder output(String step, ByteString data) {
    return of(1)
        .setOutput(
            Output.newBuilder()
                .setStep(step)
                .setStream(OutputStream.OUTPUT_STREAM_STDOUT)
                .setData(data));
  }

  /** A step ends. */
  public static TaskEvent.Builder finished(StepResult step) {
    return of(1).setStepFinished(step);
  }

  /** The node failed. */
  public static TaskEvent.Builder attemptEnded(String reason) {
    return of(1).setAttemptEnded(AttemptEnded.newBuilder().setReason(reason));
  }

  /** What became of a step. */
  public static StepResult step(String step, Verdict verdict) {
    return StepResult.newBuilder()
        .setStep(step)
        .setVerdict(verdict)
        .setDetail("exit code 3")
        .setCpuTime(Duration.newBuilder().setNanos(2_000_000))
        .setWallTime(Duration.newBuilder().setNanos(3_000_000))
        .setPeakMemory(3 << 19)
        .setPoints(1)
        .setMaxPoints(2)
        .build();
  }

  /** The task was graded. */
  public static TaskEvent.Builder result(Verdict verdict) {
    return of(1)
        .setResult(
            Result.newBuilder()
                .setVerdict(verdict)
                .setPoints(1)
                .setMaxPoints(2)
                .addSteps(step("small", verdict))
                .addGroups(
                    GroupResult.newBuilder()
                        .setGroup("all")
                        .setVerdict(verdict)
                        .setPoints(1)
                        .setMaxPoints(2)
                        .addSteps("small"))
                .setStages(Stages.newBuilder().setCreate(Duration.newBuilder().setSeconds(1)))
                .setDelays(Delays.newBuilder().setWaiting(Duration.newBuilder().setSeconds(2)))
                .setSandboxPeakMemory(5 << 20)
                .setHandler("crun")
                .setNode("node-1"));
  }
}
