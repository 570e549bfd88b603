#include "step.h"

#include <errno.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/ioctl.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include "run.h"

enum kind { KIND_EXITED = 0, KIND_SIGNALLED = 1, KIND_NOT_STARTED = 2 };
enum {
  MILLISECOND = 1000000,
  WATCH_INTERVAL = 5 * MILLISECOND, /* the CPU time is never read more often */
  KILL_INTERVAL = 10 * MILLISECOND, /* how soon those that a kill has missed are looked for again */
  WATCH_CONFIRMATIONS = 3,
};

static uint64_t later(uint64_t time, uint64_t delay) { return time > UINT64_MAX - delay ? UINT64_MAX : time + delay; }

static uint64_t reaped_cpu(const struct run *run) {
  struct reaped_usage now = reaped_usage();
  return now.user_ns + now.system_ns - run->usage_before.user_ns - run->usage_before.system_ns;
}

/* A child that is reaped by its parent between our readings of the two counts twice, so one reading proves nothing. */
static bool cpu_limit_broken(struct run *run) {
  uint64_t least = UINT64_MAX;
  for (int i = 0; i < WATCH_CONFIRMATIONS; i++) {
    uint64_t cpu = reaped_cpu(run) + live_usage().cpu_ns;
    least = cpu < least ? cpu : least;
    if (least <= run->request->cpu_limit_ns) {
      break;
    }
  }
  run->most_cpu = least > run->most_cpu ? least : run->most_cpu;
  return least > run->request->cpu_limit_ns;
}

static void watch_limits(struct run *run, uint64_t now) {
  if (now >= later(run->started, run->request->wall_limit_ns)) {
    run_stop(run, CAUSE_WALL);
  } else if (now >= run->next_watch && cpu_limit_broken(run)) {
    run_stop(run, CAUSE_CPU);
  } else if (now >= run->next_watch) {
    /* What is left cannot be used up sooner than by all processors at once. */
    uint64_t soonest = (run->request->cpu_limit_ns - run->most_cpu) / run->processors;
    run->next_watch = later(now, soonest > WATCH_INTERVAL ? soonest : WATCH_INTERVAL);
  }
}

/* Takes every dead child. Returns whether one may still be alive. */
static bool reap(struct run *run) {
  for (;;) {
    int status;
    struct rusage usage;
    pid_t pid = wait4(-1, &status, WNOHANG | __WALL, &usage);
    if (pid <= 0) {
      return pid == 0;
    }
    uint64_t peak = (uint64_t)usage.ru_maxrss * 1024;
    run->exit.peak_bytes = peak > run->exit.peak_bytes ? peak : run->exit.peak_bytes;
    if (pid == run->program.pid) {
      run->reaped = true;
      run->status = status;
      run->exit.wall_ns = monotonic_ns() - run->started;
    }
  }
}

/* Forks cannot outrun this: the kernel signals all processes while none can be added, and a fork under a signal fails. */
static void kill_rest(struct run *run) {
  bool children = reap(run);
  if (children || !run->session->subreaper) {
    kill(-1, SIGKILL);
    children = reap(run);
  }
  if (!children && (run->session->subreaper || live_usage().processes == 0)) {
    run->phase = PHASE_DRAINING;
  }
}

static uint64_t allowed_output(const struct run *run) {
  uint64_t sent = run->exit.stdout_bytes + run->exit.stderr_bytes;
  return sent < run->request->output_limit ? run->request->output_limit - sent : 0;
}

/* Whether a pipe can be read from now: it is open, and its bytes have somewhere to go. Past the output limit they go nowhere. */
static bool wanted(const struct run *run, int pipe, uint64_t credit) {
  return pipe >= 0 && (credit > 0 || allowed_output(run) == 0) && run->ending == SESSION_ENDED &&
         output_room(&run->session->output, OUTPUT_LEAST_READ);
}

static void close_pipe(int *pipe) {
  close(*pipe);
  *pipe = -1;
}

/* A pipe that the node gives no credit for cannot be read to its end; when all are dead, to be empty is to be at the end. */
static bool spent(const struct run *run, int pipe) {
  int held = 0;
  return run->phase == PHASE_DRAINING && ioctl(pipe, FIONREAD, &held) == 0 && held == 0;
}

/* Reads a pipe of the program once, if it can be held, and closes it at its end. Once all are dead, an empty pipe is at its end too:
   only a copy of its other end that travels inside a socket could keep it open, and nobody is left to receive that. */
static void forward(struct run *run, int *pipe, uint8_t type, uint64_t *count, uint64_t *credit) {
  if (*pipe >= 0 && *credit == 0 && spent(run, *pipe)) {
    close_pipe(pipe);
  }
  if (!wanted(run, *pipe, *credit)) {
    return;
  }
  uint64_t allowed = allowed_output(run);
  ssize_t size = output_forward(&run->session->output, type, *pipe, allowed > 0 ? *credit : UINT64_MAX, allowed);
  if (size > 0) {
    *count += (uint64_t)size;
    *credit -= (uint64_t)size < allowed ? (uint64_t)size : allowed; /* the node gives back what it gets, and no more */
    if ((uint64_t)size > allowed) {
      run_stop(run, CAUSE_OUTPUT);
    }
  } else if (size == 0 || (errno == EAGAIN && run->phase == PHASE_DRAINING) || (errno != EAGAIN && errno != EINTR)) {
    close_pipe(pipe);
  }
}

/* Gives the program its input, and tells the node what it has taken. */
static void feed_program(struct run *run) {
  struct feed *feed = &run->session->feed;
  if (!feed->live || run->ending != SESSION_ENDED) {
    return;
  }
  feed_flush(feed);
  if (feed->owed > 0 && output_room(&run->session->output, 4)) {
    uint8_t payload[4];
    encode_u32(payload, feed->owed);
    output_frame(&run->session->output, FRAME_FED, payload, sizeof payload);
    feed->owed = 0;
  }
}

/* When there is something to do although nothing happens. */
static uint64_t next_due(const struct run *run, bool reading, uint64_t now) {
  uint64_t due = UINT64_MAX;
  if (run->phase == PHASE_RUNNING) {
    due = later(run->started, run->request->wall_limit_ns);
    due = run->next_watch < due ? run->next_watch : due;
    due = run->end_due < due ? run->end_due : due;
  } else if (run->phase == PHASE_KILLING) {
    due = now + KILL_INTERVAL;
  } else if (reading) {
    due = now; /* draining: a pipe that is open and empty never wakes us */
  }
  return due;
}

/* Sleeps until something happens or is due. SIGCHLD is let in here and nowhere else. */
static void wait_for_events(struct run *run) {
  bool talking = run->ending == SESSION_ENDED;
  bool output = wanted(run, run->program.output, run->output_credit);
  bool errors = wanted(run, run->program.errors, run->errors_credit);
  struct pollfd polls[] = {
      {.fd = talking ? STDIN_FILENO : -1, .events = POLLIN},
      {.fd = talking && output_pending(&run->session->output) ? run->session->output.descriptor : -1, .events = POLLOUT},
      {.fd = output ? run->program.output : -1, .events = POLLIN},
      {.fd = errors ? run->program.errors : -1, .events = POLLIN},
      {.fd = talking && feed_pending(&run->session->feed) ? run->session->feed.pipe : -1, .events = POLLOUT},
  };
  uint64_t now = monotonic_ns();
  uint64_t due = next_due(run, output || errors, now);
  uint64_t delay = due > now ? due - now : 0;
  struct timespec timeout = {(time_t)(delay / 1000000000u), (long)(delay % 1000000000u)};
  int ready = place_wait(polls, sizeof polls / sizeof polls[0], due == UINT64_MAX ? NULL : &timeout, true);
  if (talking && ((ready > 0 && polls[0].revents != 0) || place_stopped())) {
    run_listen(run);
  }
}

static void advance(struct run *run) {
  if (run->phase == PHASE_RUNNING) {
    watch_limits(run, monotonic_ns());
    reap(run);
    if (run->reaped) {
      run->phase = PHASE_KILLING;
    }
  }
  if (run->phase == PHASE_KILLING) {
    kill_rest(run);
  }
  feed_program(run);
  forward(run, &run->program.output, FRAME_STDOUT, &run->exit.stdout_bytes, &run->output_credit);
  forward(run, &run->program.errors, FRAME_STDERR, &run->exit.stderr_bytes, &run->errors_credit);
  run_tell_end(run, monotonic_ns());
  if (run->ending == SESSION_ENDED && !output_flush(&run->session->output)) {
    run_abandon(run, SESSION_LOST);
  }
  bool drained = run->program.output < 0 && run->program.errors < 0 && output_room(&run->session->output, FRAME_EXIT_PAYLOAD);
  if (run->phase == PHASE_DRAINING && (drained || run->ending != SESSION_ENDED)) {
    run->phase = PHASE_OVER;
  }
}

static void close_pipes(struct run *run) {
  int *pipes[] = {&run->program.output, &run->program.errors, &run->program.failure};
  for (size_t i = 0; i < 3; i++) {
    if (*pipes[i] >= 0) {
      close(*pipes[i]);
    }
  }
}

/* The rest of the EXIT frame, once everything is over. */
static void conclude(struct run *run) {
  struct step_exit *exit = &run->exit;
  struct reaped_usage usage = reaped_usage();
  exit->user_ns = usage.user_ns - run->usage_before.user_ns;
  exit->system_ns = usage.system_ns - run->usage_before.system_ns;
  uint64_t reaped = exit->user_ns + exit->system_ns;
  if (!run->session->subreaper && run->most_cpu > reaped) {
    exit->user_ns += run->most_cpu - reaped; /* PID 1 reaped the orphans, and their time with them */
  }
  exit->init_ns = own_cpu_ns() - run->own_cpu_before;
  int error;
  if (read(run->program.failure, &error, sizeof error) == sizeof error) {
    exit->kind = KIND_NOT_STARTED;
    exit->value = (uint32_t)error;
  } else if (WIFSIGNALED(run->status)) {
    exit->kind = KIND_SIGNALLED;
    exit->value = (uint32_t)WTERMSIG(run->status);
  } else {
    exit->kind = KIND_EXITED;
    exit->value = (uint32_t)WEXITSTATUS(run->status);
  }
  /* The limit holds to the nanosecond, also for a program that was quicker than the watch. */
  if (exit->cause == CAUSE_NONE && exit->user_ns + exit->system_ns > run->request->cpu_limit_ns) {
    exit->cause = CAUSE_CPU;
  }
}

/* The kernel counts all processes of the user, so also this one's first, and PID 1 where that is another. */
static uint64_t process_limit(const struct step_request *request, enum place place) {
  uint64_t ours = place == PLACE_FIRST ? 1 : 2;
  return request->processes == UINT32_MAX ? UINT64_MAX : request->processes + ours;
}

static int start(struct run *run, int input) {
  struct session *session = run->session;
  int error = launch(run->request, session->root, process_limit(run->request, session->place), input, &session->spare);
  run->program = session->spare;
  session->spare = (struct launched){0};
  return error;
}

enum session_status step_run(struct session *session, const struct step_request *request, int input, int start_error) {
  while (waitpid(-1, NULL, WNOHANG | __WALL) > 0) {
    /* what others left to us between the steps is not this step's */
  }
  long processors = sysconf(_SC_NPROCESSORS_ONLN);
  struct run run = {.session = session,
                    .request = request,
                    .processors = processors > 0 ? (unsigned long)processors : 1,
                    .usage_before = reaped_usage(),
                    .own_cpu_before = own_cpu_ns(),
                    .output_credit = request->credit,
                    .errors_credit = request->credit,
                    .end_due = UINT64_MAX,
                    .started = monotonic_ns()};
  run.next_watch = later(run.started, request->cpu_limit_ns / run.processors);
  int error = start_error != 0 ? start_error : start(&run, input);
  if (input >= 0) {
    close(input); /* a live input has no reader but the program */
  }
  if (error != 0) {
    run.exit = (struct step_exit){.kind = KIND_NOT_STARTED, .value = (uint32_t)error};
  } else {
    if (session->killed != 0) {
      run_kill(&run, session->killed);
    }
    run_heed(&run); /* what came together with the request wakes nobody up any more */
    while (run.phase != PHASE_OVER) {
      wait_for_events(&run);
      advance(&run);
    }
    conclude(&run);
    close_pipes(&run);
  }
  if (run.ending == SESSION_ENDED) {
    uint8_t payload[FRAME_EXIT_PAYLOAD];
    run.exit.seal = session->seal + session->steps;
    encode_exit(payload, &run.exit);
    output_frame(&session->output, FRAME_EXIT, payload, sizeof payload);
  }
  return run.ending;
}
