// An object store on this machine, for tests of remote reading.
#ifndef IMREC_TESTS_SUPPORT_REMOTE_STORE_H_
#define IMREC_TESTS_SUPPORT_REMOTE_STORE_H_

#include <sys/types.h>

#include <filesystem>
#include <string>
#include <vector>

namespace imrec::test {

/// Returns true if the store can run here; it needs Python.
bool CanRunRemoteStore();

/// Runs tests/remote/store.py, which explains the options and faults, until destruction.
class RemoteStore {
 public:
  /// Serves ROOT/BUCKET/KEY.
  explicit RemoteStore(const std::filesystem::path& root,
                       const std::vector<std::string>& options = {});
  ~RemoteStore();
  RemoteStore(const RemoteStore&) = delete;
  RemoteStore& operator=(const RemoteStore&) = delete;

  /// http://HOST:PORT
  const std::string& url() const { return url_; }

  /// Sends a control request, such as {"faults": [{"kind": "reset", "times": 3}]}.
  void Control(const std::string& json) const;
  /// Returns the counters of the store, as JSON.
  std::string Counters() const;
  /// Returns the latest requests, as JSON.
  std::string Log() const;
  /// Returns one of the counters, such as "max_in_flight"; of an object, the sum of its members.
  long Counter(const std::string& name) const;

  /// Sends a request without signature and returns the body of the response. Throws
  /// std::runtime_error unless its status is 2xx.
  std::string Send(const std::string& method, const std::string& path,
                   const std::string& body) const;

  /// Stops the store, so that connections are refused.
  void Kill();

 private:
  pid_t pid_ = -1;
  int port_ = 0;
  std::string url_;
};

}  // namespace imrec::test

#endif  // IMREC_TESTS_SUPPORT_REMOTE_STORE_H_
