// AWS credentials that are renewed before they expire.
#ifndef IMREC_RECORDIO_REMOTE_CREDENTIALS_CREDENTIAL_PROVIDER_H_
#define IMREC_RECORDIO_REMOTE_CREDENTIALS_CREDENTIAL_PROVIDER_H_

#include <optional>
#include <span>

#include "recordio/internal/mutex.h"
#include "recordio/remote/credentials/credential_source.h"

namespace imrec::remote {

/// Returns the credentials of the first source that has any. Throws Error(kNotFound) if none has;
/// its message lists the sources. Throws what a source throws: the next ones are not tried then.
AwsCredentials FindCredentials(const CredentialContext& context,
                               std::span<const CredentialSource> sources);

/// Finds credentials at the first call of Get() and renews them 5 minutes before they expire.
/// Thread-safe: one thread renews, and others use the old ones meanwhile if those are still valid.
class CredentialProvider {
 public:
  explicit CredentialProvider(CredentialContext context,
                              std::span<const CredentialSource> sources = CredentialSources());

  /// Returns the current credentials. If they cannot be renewed, returns the old ones and tries
  /// again in a minute. Throws as FindCredentials() if there never were any. Both functions throw
  /// WaitStopped, too.
  AwsCredentials Get() IMREC_EXCLUDES(mutex_);

  /// Returns others than `rejected`, which a server did not accept (ExpiredToken): those that
  /// another thread renewed meanwhile, or new ones. Throws Error if they cannot be renewed or if
  /// the source gives the same again.
  AwsCredentials Renew(const AwsCredentials& rejected) IMREC_EXCLUDES(mutex_);

 private:
  bool IsDue(TimePoint now) const IMREC_REQUIRES(mutex_);
  bool HasExpired(TimePoint now) const IMREC_REQUIRES(mutex_);
  // Fetches with the mutex unlocked meanwhile. On failure the old credentials stay.
  void Fetch() IMREC_REQUIRES(mutex_);
  // Waits until another thread has fetched, or for a moment. Throws WaitStopped.
  void WaitForFetch() IMREC_REQUIRES(mutex_);

  const CredentialContext context_;
  const std::span<const CredentialSource> sources_;

  Mutex mutex_;
  CondVar fetched_;
  bool fetching_ IMREC_GUARDED_BY(mutex_) = false;
  std::optional<AwsCredentials> current_ IMREC_GUARDED_BY(mutex_);
  std::optional<TimePoint> retry_at_ IMREC_GUARDED_BY(mutex_);  // after a failure
};

}  // namespace imrec::remote

#endif  // IMREC_RECORDIO_REMOTE_CREDENTIALS_CREDENTIAL_PROVIDER_H_
