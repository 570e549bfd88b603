package io.kriterion.it.grading;

/** What the tests' submissions consist of. */
final class Programs {

  /** Prints the number of processes of the sandbox: two of kriterion-init's, and itself. */
  static final String COUNT_PROCESSES = "set -- /proc/[0-9]*; echo $#";

  /** Leaves a process in a session of its own that ignores every signal and never ends. */
  static final String DAEMON =
      """
      #include <fcntl.h>
      #include <signal.h>
      #include <stdio.h>
      #include <unistd.h>
      int main(void) {
        if (fork() > 0) {
          puts("daemon started");
          return 0;
        }
        setsid();
        if (fork() > 0) _exit(0);
        for (int s = 1; s < 65; s++) signal(s, SIG_IGN);
        for (int fd = 0; fd < 10; fd++) close(fd);
        for (;;) pause();
      }
      """;

  /**
   * Connects to every ADDRESS:PORT of its arguments and says for each how it went; then names the
   * interfaces, tries a raw socket and counts the Unix sockets of its network namespace.
   */
  static final String CONNECT =
      """
      #include <arpa/inet.h>
      #include <errno.h>
      #include <net/if.h>
      #include <stdio.h>
      #include <stdlib.h>
      #include <string.h>
      #include <sys/socket.h>
      #include <unistd.h>
      int main(int argc, char **argv) {
        for (int i = 1; i < argc; i++) {
          char *colon = strchr(argv[i], ':');
          *colon = 0;
          struct sockaddr_in a = {.sin_family = AF_INET, .sin_port = htons(atoi(colon + 1))};
          inet_pton(AF_INET, argv[i], &a.sin_addr);
          int s = socket(AF_INET, SOCK_STREAM, 0);
          int r = s < 0 ? s : connect(s, (struct sockaddr *)&a, sizeof a);
          printf("%s:%s %s\\n", argv[i], colon + 1, r ? strerror(errno) : "connected");
          close(s);
        }
        struct if_nameindex *n = if_nameindex();
        for (int i = 0; n && n[i].if_index; i++) printf("interface %s\\n", n[i].if_name);
        int raw = socket(AF_INET, SOCK_RAW, 1);
        printf("raw socket: %s\\n", raw < 0 ? strerror(errno) : "open");
        FILE *unix_sockets = fopen("/proc/net/unix", "r");
        char line[512];
        int count = -1;
        while (unix_sockets && fgets(line, sizeof line, unix_sockets)) count++;
        printf("unix sockets %d\\n", count);
        return 0;
      }
      """;

  private Programs() {}
}
