#include "recordio/remote/s3/s3_store.h"

#include <algorithm>
#include <string_view>
#include <utility>

#include <imrec/error.h>

#include "recordio/remote/aws_error.h"
#include "recordio/remote/credentials/aws_profile.h"
#include "recordio/remote/http/url.h"
#include "recordio/remote/http/wait_stopped.h"
#include "recordio/remote/s3/s3_signer.h"

namespace imrec::remote {
namespace {

using Verdict = RemoteObject::Verdict;

bool IsOneOf(std::string_view code, std::initializer_list<std::string_view> codes) {
  return std::ranges::find(codes, code) != codes.end();
}

// Whether a request has the signature of these credentials.
bool IsSignedBy(const HttpRequest& request, const AwsCredentials& credentials) {
  const std::string key = "Credential=" + credentials.access_key + '/';
  return std::ranges::any_of(request.headers, [&](const HttpHeader& header) {
    return header.name == "authorization" && header.value.find(key) != std::string::npos;
  });
}

// Whether a request was signed for a region, or if it was not signed, went to its endpoint.
bool WasSentTo(const HttpRequest& request, const std::string& region) {
  for (const HttpHeader& header : request.headers) {
    if (header.name == "authorization") {
      return header.value.find('/' + region + "/s3/") != std::string::npos;
    }
  }
  return request.url.find('.' + region + '.') != std::string::npos;
}

// The AWS tools have these as options of their command lines only.
void TakeVariable(const Environment& environment, const char* name, std::optional<bool>& option) {
  if (!option && !ValueOf(environment, name).empty()) option = IsTrue(environment, name);
}

S3Settings Settings(S3Scheme scheme, const Environment& environment, S3Options options) {
  TakeVariable(environment, "IMREC_S3_ANONYMOUS", options.anonymous);
  TakeVariable(environment, "IMREC_S3_PATH_STYLE", options.path_style);
  try {
    return ResolveS3Settings(options, scheme, environment, ReadAwsProfiles(environment));
  } catch (const Error& error) {
    // An absent profile is no absent file.
    if (error.code() != ErrorCode::kNotFound) throw;
    throw Error(ErrorCode::kInvalidArgument, error.reason(), error.where());
  }
}

}  // namespace

std::string ExplainS3Error(const HttpResponse& response) {
  const AwsError error = ParseAwsError(response.body);
  std::string text = error.code;
  if (!error.message.empty()) text += (text.empty() ? "" : ": ") + error.message;
  if (!error.request_id.empty()) text += " (request " + error.request_id + ")";
  return text;
}

S3Store::S3Store(S3Scheme scheme, const S3Context& context)
    : settings_(Settings(scheme, context.environment, context.options)) {
  if (settings_.anonymous) return;
  provider_ = std::make_unique<CredentialProvider>(
      CredentialContext{.environment = context.environment,
                        .exchange = context.exchange,
                        .now = [] { return std::chrono::system_clock::now(); },
                        .profile = context.options.profile,
                        .region = settings_.region,
                        .on_wait = context.on_wait});
}

void S3Store::Prepare() {
  constexpr std::chrono::seconds kPause{2};
  if (!provider_) return;
  std::optional<AwsCredentials> rejected;
  {
    const MutexLock lock(mutex_);
    if (failure_ && std::chrono::steady_clock::now() < failed_until_) throw *failure_;
    if (must_renew_) rejected = credentials_;
  }
  try {
    AwsCredentials credentials = rejected ? provider_->Renew(*rejected) : provider_->Get();
    const MutexLock lock(mutex_);
    credentials_ = std::move(credentials);
    must_renew_ = false;
    failure_.reset();
  } catch (const Error& error) {
    const MutexLock lock(mutex_);
    // Absent credentials are no absent file. Threads that wait need not try it one by one.
    failure_ = Error(ErrorCode::kIo, error.reason(), error.where());
    failed_until_ = std::chrono::steady_clock::now() + kPause;
    throw *failure_;
  }
}

void S3Store::KeepReady() {
  if (!provider_) return;
  try {
    AwsCredentials credentials = provider_->Get();
    const MutexLock lock(mutex_);
    if (!must_renew_) credentials_ = std::move(credentials);
  } catch (const WaitStopped&) {
    throw;
  } catch (const std::exception&) {
    return;
  }
}

// With the region of the bucket, if it is known.
S3Settings S3Store::SettingsFor(const std::string& bucket) const {
  S3Settings settings = settings_;
  const auto place = places_.find(bucket);
  if (place != places_.end() && !place->second.region.empty()) {
    settings.region = place->second.region;
  }
  return settings;
}

HttpRequest S3Store::Signed(const std::string& bucket, HttpRequest request,
                            const S3Settings& settings) const {
  const auto place = places_.find(bucket);
  if (place != places_.end() && !place->second.origin.empty()) {
    const Url url = ParseUrl(request.url);
    request.url = place->second.origin + url.path + (url.query.empty() ? "" : '?' + url.query);
  }
  if (credentials_) {
    SignRequest(request, *credentials_, {.region = settings.region},
                std::chrono::system_clock::now() + clock_offset_);
  }
  return request;
}

HttpRequest S3Store::Request(const S3Location& location, StoreCall call) const {
  const MutexLock lock(mutex_);
  const S3Settings settings = SettingsFor(location.bucket);
  return Signed(location.bucket,
                {.method = std::move(call.method),
                 .url = call.of_bucket ? BucketUrl(settings, location.bucket, std::move(call.query))
                                       : ObjectUrl(settings, location, std::move(call.query)),
                 .headers = std::move(call.headers),
                 .body = std::move(call.body),
                 .file = std::move(call.file)},
                settings);
}

Verdict S3Store::Judge(const std::string& bucket, const HttpRequest& sent,
                       const HttpResponse& response) {
  const AwsError error = ParseAwsError(response.body);
  const MutexLock lock(mutex_);
  bool learned = false;
  if (IsOneOf(error.code, {"ExpiredToken", "TokenRefreshRequired", "ExpiredTokenException"})) {
    learned = AskForRenewal(sent);
  } else if (error.code == "RequestTimeTooSkewed") {
    learned = LearnTime(response.Header("date"));
  } else if (response.status == 307) {
    learned = LearnOrigin(bucket, response.Header("location"), sent);
  } else if (response.status == 301 || response.status == 400) {
    const std::string_view header = response.Header("x-amz-bucket-region");
    learned = LearnRegion(bucket, header.empty() ? error.region : std::string(header), sent);
  }
  if (learned) return Verdict::kChanged;
  const bool transient = IsOneOf(error.code, {"InternalError", "SlowDown", "RequestTimeout",
                                              "ServiceUnavailable", "Throttling"});
  return transient ? Verdict::kRetry : Verdict::kFinal;
}

// These return true if the request was another one than would be sent now.

bool S3Store::LearnRegion(const std::string& bucket, const std::string& region,
                          const HttpRequest& sent) {
  if (region.empty() || WasSentTo(sent, region)) return false;
  places_[bucket].region = region;
  return true;
}

// A store that is reached safely must not send its callers to where they are not.
bool S3Store::LearnOrigin(const std::string& bucket, std::string_view location,
                          const HttpRequest& sent) {
  const std::size_t scheme = location.find("://");
  if (scheme == std::string_view::npos) return false;
  if (sent.url.starts_with("https:") && !location.starts_with("https:")) return false;
  const std::string origin(location.substr(0, location.find('/', scheme + 3)));
  if (sent.url.starts_with(origin + '/')) return false;
  places_[bucket].origin = origin;
  return true;
}

bool S3Store::LearnTime(std::string_view date) {
  const std::optional<TimePoint> theirs = ParseHttpDate(date);
  if (!theirs) return false;
  clock_offset_ =
      std::chrono::duration_cast<std::chrono::seconds>(*theirs - std::chrono::system_clock::now());
  return true;
}

// Several requests may be refused for the same old credentials; they are renewed once.
bool S3Store::AskForRenewal(const HttpRequest& sent) {
  if (!credentials_) return false;
  if (IsSignedBy(sent, *credentials_)) must_renew_ = true;
  return true;
}

StoredObject::StoredObject(const std::string& name, std::shared_ptr<S3Store> store)
    : name_(name), location_(ParseS3Name(name)), store_(std::move(store)) {}

HttpRequest StoredObject::Request(std::string method, std::vector<HttpHeader> headers) const {
  return store_->Request(location_, {.method = std::move(method), .headers = std::move(headers)});
}

Verdict StoredObject::Judge(const HttpRequest& sent, const HttpResponse& response) {
  const Verdict verdict = store_->Judge(location_.bucket, sent, response);
  return verdict == Verdict::kFinal ? RemoteObject::Judge(sent, response) : verdict;
}

std::string StoredObject::Explain(const HttpResponse& response) const {
  return ExplainS3Error(response);
}

}  // namespace imrec::remote
