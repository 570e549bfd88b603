/* The programs that the tests of the private containerd need inside and outside of containers: one static binary.
   Without arguments it is a pause program; called with CNI_COMMAND set it is a CNI plugin that makes nothing. */
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

static void on_signal(int number) {
  if (number == SIGTERM) _exit(0);
  while (waitpid(-1, NULL, WNOHANG) > 0) {
  }
}

static int cni(const char *command) {
  char buffer[4096];
  while (read(0, buffer, sizeof buffer) > 0) {
  }
  if (strcmp(command, "ADD") == 0)
    printf("{\"cniVersion\":\"0.4.0\",\"interfaces\":[{\"name\":\"eth0\",\"sandbox\":\"%s\"}],"
           "\"ips\":[{\"version\":\"4\",\"address\":\"127.0.0.1/8\",\"interface\":0}]}\n", getenv("CNI_NETNS"));
  else if (strcmp(command, "VERSION") == 0)
    puts("{\"cniVersion\":\"0.4.0\",\"supportedVersions\":[\"0.3.1\",\"0.4.0\"]}");
  return 0;
}

int main(int argc, char **argv) {
  const char *command = getenv("CNI_COMMAND");
  struct sigaction action = {.sa_handler = on_signal};
  if (command != NULL) return cni(command);
  if (argc == 3 && strcmp(argv[1], "exit") == 0) return atoi(argv[2]);
  if (argc == 3 && strcmp(argv[1], "cat") == 0) {
    char buffer[4096];
    int file = open(argv[2], O_RDONLY);
    ssize_t length = file < 0 ? -1 : read(file, buffer, sizeof buffer);
    return length < 0 || write(1, buffer, (size_t)length) != length;
  }
  if (argc == 2 && strcmp(argv[1], "stubborn") == 0) action.sa_handler = SIG_IGN;
  sigaction(SIGTERM, &action, NULL);
  action.sa_handler = on_signal;
  sigaction(SIGCHLD, &action, NULL);
  for (;;) pause();
}
