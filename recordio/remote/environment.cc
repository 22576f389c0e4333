#include "recordio/remote/environment.h"

#include <cstdlib>

#include <imrec/error.h>

#include "recordio/remote/ascii.h"

namespace imrec::remote {

Environment ProcessEnvironment() {
  return [](const std::string& name) -> std::optional<std::string> {
    const char* value = std::getenv(name.c_str());  // NOLINT(concurrency-mt-unsafe)
    if (value == nullptr) return std::nullopt;
    return value;
  };
}

std::string ValueOf(const Environment& environment, const std::string& name) {
  return environment(name).value_or("");
}

bool IsTrue(const Environment& environment, const std::string& name) {
  return IsTrueValue(ValueOf(environment, name), name);
}

bool IsTrueValue(const std::string& value, const std::string& name) {
  const std::string lower = ToLower(value);
  if (lower == "true") return true;
  if (lower == "false" || lower.empty()) return false;
  throw Error(ErrorCode::kInvalidArgument,
              name + " should be 'true' or 'false', not '" + value + "'");
}

}  // namespace imrec::remote
