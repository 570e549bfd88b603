package io.kriterion.grader.wire;

import com.google.protobuf.InvalidProtocolBufferException;
import io.kriterion.grader.error.FailureClass;
import io.kriterion.grader.error.GraderException;
import io.kriterion.grader.pipeline.PlanRequest;
import io.kriterion.grader.pipeline.Submission;
import io.kriterion.grader.pipeline.SubmittedFile;
import io.kriterion.grader.queue.NewTask;
import io.kriterion.grader.runtime.Trust;
import io.kriterion.grader.task.Bytes;
import io.kriterion.grader.task.Task;
import io.kriterion.grader.task.TaskFormatException;
import io.kriterion.grader.text.TaskText;
import io.kriterion.proto.grader.v1.File;
import io.kriterion.proto.grader.v1.StoredTask;
import io.kriterion.proto.grader.v1.SubmitRequest;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;

/** Submitted tasks: checked when they come, and read again when they are graded. */
public final class SubmittedTasks {

  private static final Duration USUAL_COST = Duration.ofSeconds(1);

  /* What is further from now tells of a clock that is set wrong, not of when a task was sent. */
  private static final Duration FURTHEST_FROM_NOW = Duration.ofDays(1);

  private static final int LONGEST_KEY = 150;
  private static final KnownTasks TASKS = new KnownTasks();

  private SubmittedTasks() {}

  /**
   * A submitted task as the queue takes it; all of it has been read and can be graded as far as
   * that can be known without a runtime.
   *
   * @param owner whose it is; becomes the beginning of the queue's key
   * @param trust how far the submitter is trusted
   * @param trace the submitter's trace context
   * @throws TaskFormatException when the task cannot be read
   * @throws GraderException of class TASK when the submission may not be like this
   * @throws IllegalArgumentException when another part is out of bounds
   */
  public static NewTask accept(
      SubmitRequest request, String owner, Trust trust, Optional<String> trace) {
    if (request.getKey().length() > LONGEST_KEY) {
      throw new IllegalArgumentException("key: at most 150 characters expected");
    }
    StoredTask stored =
        StoredTask.newBuilder()
            .setRequest(
                request.toBuilder()
                    .clearKey()
                    .clearCourse()
                    .clearUser()
                    .clearPriority()
                    .clearExpected()
                    .clearSubmitted())
            .setTrust(trust.word())
            .build();
    PlanRequest read = read(stored);
    return new NewTask(
        owner + "/" + (request.getKey().isEmpty() ? UUID.randomUUID() : request.getKey()),
        request.getCourse().isEmpty() ? read.task().course().orElse("") : request.getCourse(),
        request.getUser(),
        request.getPriority(),
        request.hasExpected() ? WireTimes.duration(request.getExpected()) : USUAL_COST,
        Set.of(),
        request.hasSubmitted() ? submitted(request) : Optional.empty(),
        trace,
        Bytes.of(stored.toByteArray()));
  }

  /**
   * What is to be graded, of a task that {@link #accept} has taken.
   *
   * @throws TaskFormatException when the task cannot be read any more: another release took it
   * @throws GraderException of class TASK, likewise
   */
  public static PlanRequest read(Bytes payload) {
    try {
      return read(StoredTask.parseFrom(payload.toArray()));
    } catch (InvalidProtocolBufferException e) {
      throw new GraderException(
          FailureClass.TASK, "what is stored of the task is not one: " + e.getMessage(), e);
    }
  }

  private static PlanRequest read(StoredTask stored) {
    SubmitRequest request = stored.getRequest();
    Submission submission = submission(request.getSubmissionList());
    Task task = TASKS.of(request);
    Optional<String> runtime =
        request.getRuntime().isEmpty()
            ? Optional.empty()
            : Optional.of(
                TaskText.require(TaskText.HANDLER_OR_ENVIRONMENT, request.getRuntime(), "runtime"));
    Trust trust =
        stored.getTrust().isEmpty()
            ? Trust.LOW
            : Trust.valueOf(stored.getTrust().toUpperCase(Locale.ROOT));
    return new PlanRequest(task, submission, runtime, trust);
  }

  private static Submission submission(List<File> files) {
    return Submission.of(
        files.stream()
            .map(file ->
                new SubmittedFile(
                    file.getPath(), file.getExecutable(), file.getContent().toByteArray()))
            .toList());
  }

  private static Optional<Instant> submitted(SubmitRequest request) {
    Instant said = WireTimes.instant(request.getSubmitted());
    Duration difference = Duration.between(said, Instant.now()).abs();
    return difference.compareTo(FURTHEST_FROM_NOW) > 0 ? Optional.empty() : Optional.of(said);
  }
}
