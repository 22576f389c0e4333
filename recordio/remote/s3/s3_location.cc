#include "recordio/remote/s3/s3_location.h"

#include <algorithm>

#include <imrec/error.h>

#include "recordio/remote/ascii.h"
#include "recordio/remote/http/url.h"

namespace imrec::remote {
namespace {

// Limits of S3. Names up to 255 characters were allowed once.
constexpr std::size_t kMinBucketLength = 3;
constexpr std::size_t kMaxBucketLength = 255;
constexpr std::size_t kMaxHostLabel = 63;
constexpr std::size_t kMaxKeyLength = 1024;

[[noreturn]] void Refuse(std::string_view name, const std::string& reason) {
  throw Error(ErrorCode::kInvalidArgument, "'" + std::string(name) + "': " + reason);
}

bool IsBucketCharacter(char c) { return IsAlphanumeric(c) || c == '-' || c == '.' || c == '_'; }

void CheckBucket(std::string_view name, std::string_view bucket) {
  const std::string quoted = "bucket '" + std::string(bucket) + "'";
  if (bucket.empty()) Refuse(name, "the bucket is missing; expected s3://BUCKET/KEY");
  if (bucket.find('@') != std::string_view::npos || bucket.find(':') != std::string_view::npos) {
    Refuse(name, quoted + " should be a name, not a host, port or ARN; an endpoint is an option");
  }
  if (!std::ranges::all_of(bucket, IsBucketCharacter)) {
    Refuse(name, quoted + " may contain only letters, digits, '-', '.' and '_'");
  }
  if (bucket.size() < kMinBucketLength || bucket.size() > kMaxBucketLength) {
    Refuse(name, quoted + " should have 3 to 255 characters");
  }
  if (!IsAlphanumeric(bucket.front()) || !IsAlphanumeric(bucket.back())) {
    Refuse(name, quoted + " should begin and end with a letter or digit");
  }
  if (bucket.find("..") != std::string_view::npos) {
    Refuse(name, quoted + " should not contain '..'");
  }
  if (bucket.ends_with("--x-s3")) {
    throw Error(ErrorCode::kUnsupported,
                quoted + " is a directory bucket (S3 Express One Zone), which imrec does not read");
  }
}

void CheckKey(std::string_view name, std::string_view key) {
  if (key.size() > kMaxKeyLength) {
    Refuse(name.substr(0, 80), "the key has " + std::to_string(key.size()) + " bytes; S3 allows " +
                                   std::to_string(kMaxKeyLength));
  }
  const auto is_control = [](char c) { return static_cast<unsigned char>(c) < 32 || c == 127; };
  if (std::ranges::any_of(key, is_control)) Refuse(name, "the key has control characters");
}

// Whether the bucket can be one label of a host name.
bool IsHostLabel(std::string_view bucket) {
  return bucket.size() <= kMaxHostLabel && std::ranges::all_of(bucket, [](char c) {
           return IsDigit(c) || (c >= 'a' && c <= 'z') || c == '-';
         });
}

std::string AwsHost(const std::string& region) {
  return "s3." + region + (region.starts_with("cn-") ? ".amazonaws.com.cn" : ".amazonaws.com");
}

// Returns the URL of the bucket, without a slash after it.
std::string BucketRoot(const S3Settings& settings, const std::string& bucket) {
  const std::string endpoint =
      settings.endpoint.empty() ? "https://" + AwsHost(settings.region) : settings.endpoint;
  const bool path_style =
      settings.path_style.value_or(!settings.endpoint.empty() || !IsHostLabel(bucket));
  if (path_style) return endpoint + "/" + bucket;
  const std::size_t host = endpoint.find("://") + 3;
  return endpoint.substr(0, host) + bucket + "." + endpoint.substr(host);
}

}  // namespace

bool IsS3Name(std::string_view text) {
  return text.starts_with("s3://") || text.starts_with("gs://");
}

S3Location ParseS3Name(std::string_view text) {
  if (!IsS3Name(text)) Refuse(text, "expected s3://BUCKET/KEY");
  const std::string_view rest = text.substr(5);
  const std::string_view bucket = rest.substr(0, rest.find('/'));
  CheckBucket(text, bucket);
  const std::string_view key = rest.substr(std::min(rest.size(), bucket.size() + 1));
  CheckKey(text, key);
  return {.scheme = text.starts_with("gs") ? S3Scheme::kGs : S3Scheme::kS3,
          .bucket = std::string(bucket),
          .key = std::string(key)};
}

std::string FormatS3Name(const S3Location& location) {
  return (location.scheme == S3Scheme::kGs ? "gs://" : "s3://") + location.bucket + "/" +
         location.key;
}

std::string ObjectUrl(const S3Settings& settings, const S3Location& location,
                      std::vector<std::pair<std::string, std::string>> query) {
  if (location.key.empty()) Refuse(FormatS3Name(location), "the key is missing");
  return BucketRoot(settings, location.bucket) + "/" + PercentEncodePath(location.key) +
         (query.empty() ? "" : "?" + QueryString(std::move(query)));
}

std::string BucketUrl(const S3Settings& settings, const std::string& bucket,
                      std::vector<std::pair<std::string, std::string>> query) {
  return BucketRoot(settings, bucket) + "/?" + QueryString(std::move(query));
}

}  // namespace imrec::remote
