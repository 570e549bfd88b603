#include "cni_config.h"

#include <stddef.h>
#include <stdio.h>
#include <string.h>

/* `at` is behind an opening quote; returns the closing one, or the end of a text that has none. */
static const char *string_end(const char *at) {
  while (*at != 0 && *at != '"') {
    at += at[0] == '\\' && at[1] != 0 ? 2 : 1;
  }
  return at;
}

static const char *skip_blank(const char *at) { return at + strspn(at, " \t\r\n"); }

void cni_version(const char *json, char version[CNI_VERSION_CAPACITY]) {
  static const char key[] = "cniVersion";
  int depth = 0;
  for (const char *at = json; *at != 0; at++) {
    if (*at == '{' || *at == '[') {
      depth++;
    } else if (*at == '}' || *at == ']') {
      depth--;
    } else if (*at == '"') {
      const char *text = at + 1;
      at = string_end(text);
      if (*at == 0) {
        return;
      }
      const char *value = skip_blank(at + 1);
      bool wanted = depth == 1 && (size_t)(at - text) == sizeof key - 1 && memcmp(text, key, sizeof key - 1) == 0 && *value == ':';
      value = wanted ? skip_blank(value + 1) : value;
      if (wanted && *value == '"') {
        size_t length = (size_t)(string_end(value + 1) - (value + 1));
        if (length < CNI_VERSION_CAPACITY) {
          memcpy(version, value + 1, length);
          version[length] = 0;
        }
        return;
      }
    }
  }
}

bool cni_version_known(const char *version) {
  char quoted[CNI_VERSION_CAPACITY + 2];
  snprintf(quoted, sizeof quoted, "\"%s\"", version);
  return strlen(version) > 0 && strchr(version, '"') == NULL && strchr(version, ',') == NULL && strstr(CNI_VERSIONS, quoted) != NULL;
}
