/* The one thing that null-cni wants to know from its network configuration. */
#ifndef KRITERION_CNI_CONFIG_H
#define KRITERION_CNI_CONFIG_H

#include <stdbool.h>

#define CNI_VERSIONS "\"0.3.0\",\"0.3.1\",\"0.4.0\",\"1.0.0\",\"1.1.0\""
#define CNI_NEWEST_VERSION "1.1.0"
enum { CNI_VERSION_CAPACITY = 16 };

/* Copies the string `cniVersion` of the JSON object `json` itself, not of an object within; leaves `version` alone where there is
   none, or one too long to be a version. */
void cni_version(const char *json, char version[CNI_VERSION_CAPACITY]);

bool cni_version_known(const char *version);

#endif
