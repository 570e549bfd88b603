package io.kriterion.grader.node;

import io.kriterion.grader.config.NodeConfig;
import io.kriterion.grader.pipeline.Plan;
import io.kriterion.grader.pipeline.PlanRequest;
import io.kriterion.grader.pipeline.PlannedImage;
import io.kriterion.grader.pipeline.Planner;
import io.kriterion.grader.pipeline.Plans;
import io.kriterion.grader.runtime.HandlerHealth;
import io.kriterion.grader.runtime.HandlerSelection;
import io.kriterion.grader.runtime.HandlerSettings;
import io.kriterion.grader.task.ImageSource;
import io.kriterion.grader.task.Task;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;

/** Makes plans for one runtime: the handler by the policy, the image, the files. Thread-safe. */
final class TaskPlanning {

  private final NodeConfig config;
  private final HandlerSelection selection;
  private final Predicate<String> attachWorks;
  private final Images images;

  /**
   * The planning on one runtime.
   *
   * @param attachWorks whether Attach works with a handler, as far as the runtime is known
   */
  TaskPlanning(
      NodeConfig config, HandlerHealth health, Predicate<String> attachWorks, Images images) {
    this.config = config;
    this.selection = new HandlerSelection(config.policy(), health);
    this.attachWorks = attachWorks;
    this.images = images;
  }

  HandlerSettings settings(String handler) {
    return config.policy().settings(handler, attachWorks.test(handler));
  }

  /** See {@link Images#forget}. */
  void forgetImages() {
    images.forget();
  }

  Plan plan(PlanRequest request) throws InterruptedException {
    // the handler first: what is refused needs no image
    return plan(request, selection.choose(request.forPolicy()));
  }

  Plans plans(PlanRequest request) {
    return new Plans() {
      @Override
      public Plan next() throws InterruptedException {
        return plan(request);
      }

      @Override
      public Plan secondRun(Plan first) throws InterruptedException {
        List<String> wanted = config.retries().secondRunOn();
        return plan(request, selection.chooseOther(request.forPolicy(), first.handler(), wanted));
      }
    };
  }

  private Plan plan(PlanRequest request, String handler) throws InterruptedException {
    Task task = request.task();
    Map<ImageSource, PlannedImage> provided = new HashMap<>();
    for (ImageSource source : task.images()) {
      provided.put(source, images.provide(source));
    }
    return Planner.plan(task, request.submission(), handler, provided)
        .withSettings(settings(handler));
  }
}
