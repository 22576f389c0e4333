#include "recordio/remote/s3/s3_settings.h"

#include <algorithm>

#include <imrec/error.h>

#include "recordio/remote/ascii.h"
#include "recordio/remote/http/url.h"

namespace imrec::remote {
namespace {

constexpr const char* kDefaultRegion = "us-east-1";
constexpr const char* kGoogleEndpoint = "https://storage.googleapis.com";

// A setting with the name of what it comes from, for messages.
struct NamedValue {
  std::string value;
  std::string origin;
};

NamedValue FirstVariable(const Environment& environment, const char* first, const char* second) {
  for (const char* name : {first, second}) {
    std::string value = ValueOf(environment, name);
    if (!value.empty()) return {std::move(value), name};
  }
  return {};
}

NamedValue ProfileEndpoint(const AwsSection& profile, const AwsProfiles& profiles) {
  const std::string services = profile.Get("services");
  if (!services.empty()) {
    const AwsSection* section = profiles.Services(services);
    if (section == nullptr) {
      throw Error(ErrorCode::kNotFound,
                  "the profile names [services " + services + "], which does not exist");
    }
    std::string endpoint = section->Get("s3.endpoint_url");
    if (!endpoint.empty()) return {std::move(endpoint), "endpoint_url of services " + services};
  }
  return {profile.Get("endpoint_url"), "endpoint_url of the profile"};
}

NamedValue FindEndpoint(const S3Options& options, S3Scheme scheme, const Environment& environment,
                        const AwsSection& profile, const AwsProfiles& profiles) {
  if (!options.endpoint.empty()) return {options.endpoint, "endpoint"};
  if (scheme == S3Scheme::kGs) return {kGoogleEndpoint, ""};
  const std::string name = "AWS_IGNORE_CONFIGURED_ENDPOINT_URLS";
  const bool ignore = environment(name)
                          ? IsTrue(environment, name)
                          : IsTrueValue(profile.Get("ignore_configured_endpoint_urls"),
                                        "ignore_configured_endpoint_urls");
  if (ignore) return {};
  NamedValue endpoint = FirstVariable(environment, "AWS_ENDPOINT_URL_S3", "AWS_ENDPOINT_URL");
  return endpoint.value.empty() ? ProfileEndpoint(profile, profiles) : endpoint;
}

// Returns the endpoint without slashes at its end, or an empty string for none.
std::string CheckedEndpoint(const NamedValue& endpoint) {
  if (endpoint.value.empty()) return {};
  try {
    const Url url = ParseUrl(endpoint.value);
    if (endpoint.value.find('?') != std::string::npos) {
      throw Error(ErrorCode::kInvalidArgument, "an endpoint should have no query");
    }
    std::string path = url.path;
    while (path.ends_with('/')) path.pop_back();
    return url.scheme + "://" + url.authority + path;
  } catch (const Error& error) {
    throw Error(error.code(), endpoint.origin + ": " + error.reason());
  }
}

std::string CheckedRegion(const NamedValue& region) {
  const auto is_allowed = [](char c) { return IsAlphanumeric(c) || c == '-' || c == '_'; };
  if (!std::ranges::all_of(region.value, is_allowed)) {
    throw Error(ErrorCode::kInvalidArgument,
                region.origin + ": a region as us-east-1 is expected, not '" + region.value + "'");
  }
  return region.value;
}

NamedValue FindRegion(const S3Options& options, S3Scheme scheme, const Environment& environment,
                      const AwsSection& profile) {
  if (!options.region.empty()) return {options.region, "region"};
  if (scheme == S3Scheme::kGs) return {"auto", ""};
  NamedValue region = FirstVariable(environment, "AWS_REGION", "AWS_DEFAULT_REGION");
  if (region.value.empty()) region = {profile.Get("region"), "region of the profile"};
  return region.value.empty() ? NamedValue{kDefaultRegion, ""} : region;
}

std::optional<bool> FindPathStyle(const S3Options& options, const AwsSection& profile) {
  if (options.path_style) return options.path_style;
  const std::string style = ToLower(profile.Get("s3.addressing_style"));
  if (style.empty() || style == "auto") return std::nullopt;
  if (style == "path") return true;
  if (style == "virtual") return false;
  throw Error(
      ErrorCode::kInvalidArgument,
      "addressing_style of the profile should be auto, path or virtual, not '" + style + "'");
}

}  // namespace

S3Settings ResolveS3Settings(const S3Options& options, S3Scheme scheme,
                             const Environment& environment, const AwsProfiles& profiles) {
  const AwsSection profile = FindAwsProfile(profiles, options.profile, environment);
  S3Settings settings;
  settings.endpoint =
      CheckedEndpoint(FindEndpoint(options, scheme, environment, profile, profiles));
  settings.region = CheckedRegion(FindRegion(options, scheme, environment, profile));
  settings.anonymous = options.anonymous.value_or(false);
  settings.path_style = FindPathStyle(options, profile);
  return settings;
}

}  // namespace imrec::remote
