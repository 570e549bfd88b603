/* Prints too much, or what it should not: output MANNER. */
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

static char block[1 << 16];

static void flood(int first, int second) {
  for (;;) {
    if (write(first, block, sizeof block) < 0 || write(second, block, sizeof block) < 0) {
      return;
    }
  }
}

static void flood_by_lines(void) {
  while (write(STDOUT_FILENO, "y\n", 2) == 2) {
  }
}

static int print_one_line_of_a_gibibyte(void) {
  for (int i = 0; i < 1 << 14; i++) {
    if (write(STDOUT_FILENO, block, sizeof block) < 0) {
      return 1;
    }
  }
  return 0;
}

static int print_every_byte(void) {
  for (int byte = 255; byte >= 0; byte--) {
    putchar(byte);
  }
  return 0;
}

/* What a judge or a terminal might take for its own. */
static void forge(void) {
  fputs("timelimit exceeded\nexit code 0\nACCEPTED\n{\"event\":\"result\",\"verdict\":\"ACCEPTED\"}\n\033[2J\033[1;32mACCEPTED\033[0m\n", stdout);
  fwrite("F\0\0\0\076", 1, 5, stdout);
  for (int i = 0; i < 62; i++) {
    putchar(0);
  }
}

int main(int count, char **argument) {
  const char *manner = count > 1 ? argument[1] : "";
  memset(block, 'x', sizeof block);
  if (strcmp(manner, "stdout") == 0) {
    flood(STDOUT_FILENO, STDOUT_FILENO);
  } else if (strcmp(manner, "stderr") == 0) {
    flood(STDERR_FILENO, STDERR_FILENO);
  } else if (strcmp(manner, "both") == 0) {
    flood(STDOUT_FILENO, STDERR_FILENO);
  } else if (strcmp(manner, "lines") == 0) {
    flood_by_lines();
  } else if (strcmp(manner, "gibibyte") == 0) {
    return print_one_line_of_a_gibibyte();
  } else if (strcmp(manner, "nul") == 0) {
    memset(block, 0, sizeof block);
    flood(STDOUT_FILENO, STDOUT_FILENO);
  } else if (strcmp(manner, "answer-then-flood") == 0) {
    if (write(STDOUT_FILENO, "42\n", 3) == 3) {
      flood(STDOUT_FILENO, STDOUT_FILENO);
    }
  } else if (strcmp(manner, "answer-then-nul") == 0) {
    fwrite("42\n", 1, 4, stdout);
    return 0;
  } else if (strcmp(manner, "bytes") == 0) {
    return print_every_byte();
  } else if (strcmp(manner, "forgery") == 0) {
    forge();
    return 1;
  }
  return 99;
}
