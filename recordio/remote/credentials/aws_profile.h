// The files ~/.aws/config and ~/.aws/credentials.
#ifndef IMREC_RECORDIO_REMOTE_CREDENTIALS_AWS_PROFILE_H_
#define IMREC_RECORDIO_REMOTE_CREDENTIALS_AWS_PROFILE_H_

#include <filesystem>
#include <map>
#include <optional>
#include <string>
#include <string_view>

#include "recordio/remote/environment.h"

namespace imrec::remote {

/// The values of a section: names in lower case, those of nested blocks as "s3.endpoint_url".
class AwsSection {
 public:
  /// Returns the value, or an empty string if it is absent.
  std::string Get(const std::string& name) const;
  bool Has(const std::string& name) const { return values_.contains(name); }
  void Set(const std::string& name, std::string value) { values_[name] = std::move(value); }

 private:
  std::map<std::string, std::string> values_;
};

/// The profiles of both files, and the `services` sections.
class AwsProfiles {
 public:
  /// Adds the contents of a file. Values replace those of earlier files. In config files, profiles
  /// other than `default` are named `[profile NAME]`; sections of other kinds are ignored. `name`
  /// is used in messages. Throws Error(kCorruptData) for a malformed line.
  void AddConfig(std::string_view text, const std::string& name);
  void AddCredentials(std::string_view text, const std::string& name);

  /// Returns the profile, or nullptr if there is none of this name.
  const AwsSection* Profile(const std::string& name) const;
  /// Returns the section [services NAME], or nullptr.
  const AwsSection* Services(const std::string& name) const;

 private:
  std::map<std::string, AwsSection> profiles_;
  std::map<std::string, AwsSection> services_;
};

/// Where the files are: AWS_CONFIG_FILE and AWS_SHARED_CREDENTIALS_FILE, or in HOME/.aws. An empty
/// path: HOME is not set. A leading ~/ is replaced by HOME.
std::filesystem::path AwsConfigPath(const Environment& environment);
std::filesystem::path AwsCredentialsPath(const Environment& environment);

/// Reads both files; one that does not exist is empty. Throws Error(kIo) or Error(kCorruptData).
AwsProfiles ReadAwsProfiles(const Environment& environment);

/// Returns the name of the profile in use: `explicit_name`, AWS_PROFILE or `default`.
std::string AwsProfileName(const std::string& explicit_name, const Environment& environment);

/// Returns the profile in use, an empty one if that is `default` and does not exist. Throws
/// Error(kNotFound) if another one does not exist.
AwsSection FindAwsProfile(const AwsProfiles& profiles, const std::string& explicit_name,
                          const Environment& environment);

}  // namespace imrec::remote

#endif  // IMREC_RECORDIO_REMOTE_CREDENTIALS_AWS_PROFILE_H_
