// Environment variables that are set for the time of a test.
#ifndef IMREC_TESTS_SUPPORT_SCOPED_VARIABLES_H_
#define IMREC_TESTS_SUPPORT_SCOPED_VARIABLES_H_

#include <cstdlib>
#include <map>
#include <optional>
#include <string>

namespace imrec::test {

/// Sets variables, and restores their values when it is destroyed. An empty value removes one.
class ScopedVariables {
 public:
  explicit ScopedVariables(const std::map<std::string, std::string>& variables) {
    for (const auto& [name, value] : variables) {
      const char* before = std::getenv(name.c_str());
      before_[name] = before == nullptr ? std::nullopt : std::optional<std::string>(before);
      Set(name, value);
    }
  }
  ScopedVariables(const ScopedVariables&) = delete;
  ScopedVariables& operator=(const ScopedVariables&) = delete;
  ~ScopedVariables() {
    for (const auto& [name, value] : before_) Set(name, value.value_or(""));
  }

 private:
  static void Set(const std::string& name, const std::string& value) {
    if (value.empty()) {
      ::unsetenv(name.c_str());
    } else {
      ::setenv(name.c_str(), value.c_str(), 1);
    }
  }

  std::map<std::string, std::optional<std::string>> before_;
};

}  // namespace imrec::test

#endif  // IMREC_TESTS_SUPPORT_SCOPED_VARIABLES_H_
