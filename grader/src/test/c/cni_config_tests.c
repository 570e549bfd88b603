#include "cni_config.h"

#include <string.h>

#include "check.h"

static bool finds(const char *json, const char *expected) {
  char version[CNI_VERSION_CAPACITY] = "default";
  cni_version(json, version);
  return strcmp(version, expected) == 0;
}

void cni_config_tests(void) {
  CHECK(finds("{\"cniVersion\":\"0.4.0\"}", "0.4.0"));
  CHECK(finds(" {\n \"name\" : \"x\" ,\t\"cniVersion\" : \"1.0.0\" }", "1.0.0"));
  CHECK(finds("{\"prevResult\":{\"cniVersion\":\"0.3.1\"},\"cniVersion\":\"1.0.0\"}", "1.0.0"));
  CHECK(finds("{\"list\":[{\"cniVersion\":\"0.3.1\"}]}", "default"));
  CHECK(finds("{\"name\":\"cniVersion\",\"type\":\"\\\"cniVersion\\\":\"}", "default"));
  CHECK(finds("{\"a\":\"}\\\\\",\"cniVersion\":\"0.4.0\"}", "0.4.0"));
  CHECK(finds("", "default"));
  CHECK(finds("{", "default"));
  CHECK(finds("{\"cniVersion", "default"));
  CHECK(finds("{\"cniVersion\"", "default"));
  CHECK(finds("{\"cniVersion\":7}", "default"));
  CHECK(finds("{\"cniVersion\":\"1.0", "1.0"));
  CHECK(finds("{\"a\":\"\\", "default"));
  CHECK(finds("{\"cniVersion\":\"0123456789012345\"}", "default"));
  CHECK(cni_version_known("0.3.1") && cni_version_known("0.4.0") && cni_version_known("1.0.0"));
  CHECK(!cni_version_known("") && !cni_version_known("0.2.0") && !cni_version_known("1.0") && !cni_version_known("0.3.0\",\"0.3.1"));
}
