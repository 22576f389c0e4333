// Environment variables of a test.
#ifndef IMREC_TESTS_SUPPORT_ENVIRONMENT_VARIABLES_H_
#define IMREC_TESTS_SUPPORT_ENVIRONMENT_VARIABLES_H_

#include <cstdlib>
#include <map>
#include <string>
#include <vector>

namespace imrec::test {

/// Variables that are unset on destruction. No other thread may run when they change.
class EnvironmentVariables {
 public:
  explicit EnvironmentVariables(const std::map<std::string, std::string>& values) {
    for (const auto& [name, value] : values) Set(name, value);
  }
  ~EnvironmentVariables() {
    for (const std::string& name : names_) ::unsetenv(name.c_str());
  }
  EnvironmentVariables(const EnvironmentVariables&) = delete;
  EnvironmentVariables& operator=(const EnvironmentVariables&) = delete;

  void Set(const std::string& name, const std::string& value) {
    ::setenv(name.c_str(), value.c_str(), 1);
    names_.push_back(name);
  }

 private:
  std::vector<std::string> names_;
};

/// The variables of a client of RemoteStore with the keys KEY and se/cr+et. `url` is that of the
/// store, `config` an empty file.
inline std::map<std::string, std::string> StoreVariables(const std::string& url,
                                                         const std::string& config) {
  return {{"AWS_ENDPOINT_URL_S3", url},           {"AWS_ACCESS_KEY_ID", "KEY"},
          {"AWS_SECRET_ACCESS_KEY", "se/cr+et"},  {"AWS_REGION", "us-east-1"},
          {"AWS_EC2_METADATA_DISABLED", "true"},  {"AWS_CONFIG_FILE", config},
          {"AWS_SHARED_CREDENTIALS_FILE", config}};
}

/// The options of a RemoteStore that knows these keys, and takes parts of any size.
inline std::vector<std::string> StoreOptions() {
  return {"--access-key", "KEY", "--secret-key", "se/cr+et", "--minimum-part", "1"};
}

}  // namespace imrec::test

#endif  // IMREC_TESTS_SUPPORT_ENVIRONMENT_VARIABLES_H_
