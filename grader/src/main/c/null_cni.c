/*
 * null-cni: a CNI plugin for sandboxes without a network. It leaves the network namespace as it is, with only `lo`, which it brings
 * up, and answers ADD with the one address that is true there. Installed under the name `loopback` too, it is that plugin as well.
 */
#include <errno.h>
#include <fcntl.h>
#include <net/if.h>
#include <sched.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/socket.h>
#include <unistd.h>

#include "cni_config.h"

enum { CONFIG_CAPACITY = 1 << 20, ERROR_VERSION = 1, ERROR_ENVIRONMENT = 4, ERROR_IO = 5, ERROR_NETWORK = 100 };

static char config[CONFIG_CAPACITY];

/* Prints a JSON string; a byte below 0x20 becomes an escape, the rest is the caller's UTF-8. */
static void print_string(const char *text) {
  putchar('"');
  for (const unsigned char *at = (const unsigned char *)text; *at != 0; at++) {
    if (*at == '"' || *at == '\\') {
      printf("\\%c", *at);
    } else if (*at < 0x20) {
      printf("\\u%04x", (unsigned)*at);
    } else {
      putchar(*at);
    }
  }
  putchar('"');
}

static int fail(const char *version, int code, const char *message) {
  fputs("{\"cniVersion\":", stdout);
  print_string(version);
  printf(",\"code\":%d,\"msg\":", code);
  print_string(message);
  fputs("}\n", stdout);
  return 1;
}

static bool read_config(void) {
  size_t length = 0;
  for (;;) {
    ssize_t count = read(STDIN_FILENO, config + length, sizeof config - 1 - length);
    if (count < 0 && errno == EINTR) {
      continue;
    }
    if (count <= 0) {
      config[length] = 0;
      return count == 0 && length < sizeof config - 1;
    }
    length += (size_t)count;
  }
}

/* The kernel gives `lo` its addresses itself when it comes up. 0 or an errno. */
static int bring_up_loopback(const char *namespace) {
  int file = open(namespace, O_RDONLY | O_CLOEXEC);
  if (file < 0 || setns(file, CLONE_NEWNET) != 0) {
    return errno;
  }
  int socket_file = socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0);
  struct ifreq request = {.ifr_name = "lo"};
  if (socket_file < 0 || ioctl(socket_file, SIOCGIFFLAGS, &request) != 0) {
    return errno;
  }
  request.ifr_flags = (short)(request.ifr_flags | IFF_UP);
  return ioctl(socket_file, SIOCSIFFLAGS, &request) == 0 ? 0 : errno;
}

static int add(const char *version) {
  const char *namespace = getenv("CNI_NETNS");
  const char *interface = getenv("CNI_IFNAME");
  if (namespace == NULL || namespace[0] == 0) {
    return fail(version, ERROR_ENVIRONMENT, "CNI_NETNS is not set");
  }
  int error = bring_up_loopback(namespace);
  if (error != 0) {
    return fail(version, ERROR_NETWORK, strerror(error));
  }
  fputs("{\"cniVersion\":", stdout);
  print_string(version);
  fputs(",\"interfaces\":[{\"name\":", stdout);
  print_string(interface != NULL && interface[0] != 0 ? interface : "eth0");
  fputs(",\"sandbox\":", stdout);
  print_string(namespace);
  /* Before 1.0.0 an address says its family. */
  printf("}],\"ips\":[{%s\"address\":\"127.0.0.1/8\",\"interface\":0}]}\n", version[0] == '0' ? "\"version\":\"4\"," : "");
  return 0;
}

int main(void) {
  const char *command = getenv("CNI_COMMAND");
  char version[CNI_VERSION_CAPACITY] = CNI_NEWEST_VERSION;
  if (command == NULL) {
    return fail(version, ERROR_ENVIRONMENT, "CNI_COMMAND is not set: this is a CNI plugin, run by a container runtime");
  }
  if (!read_config()) {
    return fail(version, ERROR_IO, "cannot read the network configuration from the standard input");
  }
  cni_version(config, version);
  if (strcmp(command, "VERSION") == 0) {
    fputs("{\"cniVersion\":", stdout);
    print_string(version);
    fputs(",\"supportedVersions\":[" CNI_VERSIONS "]}\n", stdout);
    return 0;
  }
  if (!cni_version_known(version)) {
    return fail(CNI_NEWEST_VERSION, ERROR_VERSION, "the configuration's cniVersion is none of 0.3.0 to 1.1.0");
  }
  if (strcmp(command, "ADD") == 0) {
    return add(version);
  }
  if (strcmp(command, "CHECK") == 0 || strcmp(command, "DEL") == 0 || strcmp(command, "GC") == 0 || strcmp(command, "STATUS") == 0) {
    return 0;
  }
  return fail(version, ERROR_ENVIRONMENT, "CNI_COMMAND is none of ADD, CHECK, DEL, GC, STATUS, VERSION");
}
