/*
 * Connects to every argument and says how it went: ADDRESS:PORT over TCP, udp/ADDRESS:PORT, or @NAME, an abstract Unix socket. Then
 * names the interfaces and counts the Unix sockets of its network namespace.
 */
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <net/if.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

static int connect_and_close(int s, const void *address, socklen_t length) {
  int result = s < 0 ? s : connect(s, address, length);
  int error = errno;
  close(s);
  errno = error;
  return result;
}

static int connect_unix(const char *name) {
  struct sockaddr_un address = {.sun_family = AF_UNIX};
  size_t length = strnlen(name, sizeof address.sun_path);
  memcpy(address.sun_path, name, length);
  address.sun_path[0] = 0;
  int s = socket(AF_UNIX, SOCK_STREAM, 0);
  int result = connect_and_close(s, &address, (socklen_t)(offsetof(struct sockaddr_un, sun_path) + length));
  return result == 0 || errno != EPROTOTYPE ? result : 0;
}

static int connect_internet(const char *target, int type) {
  char host[64];
  const char *colon = strrchr(target, ':');
  snprintf(host, sizeof host, "%.*s", (int)(colon - target), target);
  struct sockaddr_in address = {.sin_family = AF_INET, .sin_port = htons((uint16_t)atoi(colon + 1))};
  if (inet_pton(AF_INET, host, &address.sin_addr) == 1) {
    int s = socket(AF_INET, type, 0);
    return connect_and_close(s, &address, sizeof address);
  }
  struct sockaddr_in6 address6 = {.sin6_family = AF_INET6, .sin6_port = address.sin_port};
  inet_pton(AF_INET6, host, &address6.sin6_addr);
  int s = socket(AF_INET6, type, 0);
  return connect_and_close(s, &address6, sizeof address6);
}

int main(int count, char **argument) {
  for (int i = 1; i < count; i++) {
    int result = argument[i][0] == '@'                    ? connect_unix(argument[i])
                 : strncmp(argument[i], "udp/", 4) == 0 ? connect_internet(argument[i] + 4, SOCK_DGRAM)
                                                         : connect_internet(argument[i], SOCK_STREAM);
    printf("%s %s\n", argument[i], result == 0 ? "connected" : strerror(errno));
  }
  struct if_nameindex *interfaces = if_nameindex();
  for (int i = 0; interfaces != NULL && interfaces[i].if_index != 0; i++) {
    printf("interface %s\n", interfaces[i].if_name);
  }
  FILE *sockets = fopen("/proc/net/unix", "r");
  char line[512];
  int others = -1;
  while (sockets != NULL && fgets(line, sizeof line, sockets) != NULL) {
    others++;
  }
  printf("unix sockets %d\n", others);
  return 0;
}
