/* kriterion-init: the two processes of ours inside a sandbox. See PROTOCOL.md. */
#include <stdio.h>
#include <string.h>

#include "park.h"
#include "session.h"

int main(int argc, char **argv) {
  const char *slash = argc > 0 ? strrchr(argv[0], '/') : NULL;
  const char *name = slash != NULL ? slash + 1 : argc > 0 ? argv[0] : "";
  /* A pause image's entry point has no arguments. */
  if ((argc == 2 && strcmp(argv[1], "park") == 0) || (argc == 1 && strcmp(name, "pause") == 0)) {
    return park();
  }
  if (argc == 3 && strcmp(argv[1], "main") == 0) {
    return session(PLACE_FIRST, argv[2]);
  }
  if (argc == 3 && strcmp(argv[1], "session") == 0) {
    return session(PLACE_BESIDE, argv[2]);
  }
  fputs("usage: kriterion-init main DIRECTORY | session DIRECTORY | park\n", stderr);
  return SESSION_USAGE;
}
