package io.kriterion.grader.pipeline;

import io.kriterion.grader.runtime.RuntimePolicy;
import io.kriterion.grader.runtime.RuntimeRequest;
import io.kriterion.grader.runtime.Trust;
import io.kriterion.grader.task.ImageSource;
import io.kriterion.grader.task.Task;
import java.util.Optional;

/**
 * One submission that is to be planned.
 *
 * @param task the task
 * @param submission the submission
 * @param handler the runtime handler that is asked for in place of the task's own wish; {@code any}
 *     asks for none
 * @param trust how far the submitter is trusted
 */
public record PlanRequest(Task task, Submission submission, Optional<String> handler, Trust trust) {

  /** What the policy is asked. */
  public RuntimeRequest forPolicy() {
    Optional<String> environment =
        switch (task.image()) {
          case ImageSource.Environment named -> Optional.of(named.name());
          case ImageSource.Image image -> Optional.empty();
        };
    Optional<String> asks =
        handler.or(task::runtime).filter(name -> !name.equals(RuntimePolicy.ANY));
    return new RuntimeRequest(trust, task.course(), environment, asks);
  }
}
