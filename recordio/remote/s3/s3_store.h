// A store with the interface of S3: where it is, and how requests to it are signed.
#ifndef IMREC_RECORDIO_REMOTE_S3_S3_STORE_H_
#define IMREC_RECORDIO_REMOTE_S3_S3_STORE_H_

#include <chrono>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include <imrec/error.h>

#include "recordio/internal/mutex.h"
#include "recordio/remote/credentials/credential_provider.h"
#include "recordio/remote/http/remote_object.h"
#include "recordio/remote/s3/s3_location.h"
#include "recordio/remote/s3/s3_settings.h"

namespace imrec::remote {

/// What a request to an object consists of.
struct StoreCall {
  std::string method = "GET";
  std::vector<std::pair<std::string, std::string>> query = {};
  std::vector<HttpHeader> headers = {};
  std::string body = {};
  std::shared_ptr<const FileBody> file = {};  // if not null, sent instead of `body`
  bool of_bucket = false;                     // not of the object; then `query` is not empty
};

/// What a store needs from outside.
struct S3Context {
  Environment environment;
  HttpExchange exchange;  // see CredentialContext
  S3Options options = {};
  std::function<void()> on_wait = {};  // see CredentialContext
};

/// Signs requests with credentials that are renewed in time. Learns from responses: the region of a
/// bucket, the host to ask, and the store's clock. Thread-safe.
class S3Store {
 public:
  /// The settings of a scheme, from the options, the environment and the profile.
  S3Store(S3Scheme scheme, const S3Context& context);

  /// Gets credentials, or renews them. May wait for the network. Throws Error.
  void Prepare() IMREC_EXCLUDES(mutex_);

  /// See RemoteObject.
  void KeepReady() IMREC_EXCLUDES(mutex_);

  /// Returns a signed request for an object. Does not wait.
  HttpRequest Request(const S3Location& location, StoreCall call) const IMREC_EXCLUDES(mutex_);

  /// Judges a response to the request `sent` whose status is not a success.
  RemoteObject::Verdict Judge(const std::string& bucket, const HttpRequest& sent,
                              const HttpResponse& response) IMREC_EXCLUDES(mutex_);

 private:
  // What was learned about a bucket.
  struct BucketPlace {
    std::string region;  // empty: that of the settings
    std::string origin;  // scheme and host, empty: as the settings say
  };

  HttpRequest Signed(const std::string& bucket, HttpRequest request,
                     const S3Settings& settings) const IMREC_REQUIRES(mutex_);
  S3Settings SettingsFor(const std::string& bucket) const IMREC_REQUIRES(mutex_);
  bool LearnRegion(const std::string& bucket, const std::string& region, const HttpRequest& sent)
      IMREC_REQUIRES(mutex_);
  bool LearnOrigin(const std::string& bucket, std::string_view location, const HttpRequest& sent)
      IMREC_REQUIRES(mutex_);
  bool LearnTime(std::string_view date) IMREC_REQUIRES(mutex_);
  bool AskForRenewal(const HttpRequest& sent) IMREC_REQUIRES(mutex_);

  const S3Settings settings_;
  std::unique_ptr<CredentialProvider> provider_;  // null: requests are anonymous

  mutable Mutex mutex_;
  std::optional<AwsCredentials> credentials_ IMREC_GUARDED_BY(mutex_);
  bool must_renew_ IMREC_GUARDED_BY(mutex_) = false;
  // The failure to renew them, which holds for a moment.
  std::optional<Error> failure_ IMREC_GUARDED_BY(mutex_);
  std::chrono::steady_clock::time_point failed_until_ IMREC_GUARDED_BY(mutex_);
  std::map<std::string, BucketPlace> places_ IMREC_GUARDED_BY(mutex_);
  std::chrono::seconds clock_offset_ IMREC_GUARDED_BY(mutex_){0};
};

/// Returns what a response says about the failure, for messages; may be empty.
std::string ExplainS3Error(const HttpResponse& response);

/// An object of a store.
class StoredObject final : public RemoteObject {
 public:
  /// `name` is s3://BUCKET/KEY or gs://BUCKET/KEY. Throws Error(kInvalidArgument) if it is
  /// malformed.
  StoredObject(const std::string& name, std::shared_ptr<S3Store> store);

  const std::string& name() const override { return name_; }
  void Prepare() override { store_->Prepare(); }
  void KeepReady() override { store_->KeepReady(); }
  HttpRequest Request(std::string method, std::vector<HttpHeader> headers) const override;
  bool follows_redirects() const override { return false; }
  Verdict Judge(const HttpRequest& sent, const HttpResponse& response) override;
  std::string Explain(const HttpResponse& response) const override;

 private:
  const std::string name_;
  const S3Location location_;
  const std::shared_ptr<S3Store> store_;
};

}  // namespace imrec::remote

#endif  // IMREC_RECORDIO_REMOTE_S3_S3_STORE_H_
