// Variables of the environment, passed as a function so that tests need not set any.
#ifndef IMREC_RECORDIO_REMOTE_ENVIRONMENT_H_
#define IMREC_RECORDIO_REMOTE_ENVIRONMENT_H_

#include <functional>
#include <optional>
#include <string>

namespace imrec::remote {

/// Returns the value of a variable, or nullopt if it is not set.
using Environment = std::function<std::optional<std::string>(const std::string& name)>;

/// Returns the environment of this process. getenv() races with setenv() of other threads, which
/// programs with threads must not call.
Environment ProcessEnvironment();

/// Returns the value, or an empty string if the variable is not set.
std::string ValueOf(const Environment& environment, const std::string& name);

/// Returns whether the variable is `true` in any case; false if it is `false`, empty or not set.
/// Throws Error(kInvalidArgument) for other values.
bool IsTrue(const Environment& environment, const std::string& name);

/// Same for a value, named `name` in the message.
bool IsTrueValue(const std::string& value, const std::string& name);

}  // namespace imrec::remote

#endif  // IMREC_RECORDIO_REMOTE_ENVIRONMENT_H_
