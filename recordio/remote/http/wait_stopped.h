// The end of a wait for the network that its caller no longer wants.
#ifndef IMREC_RECORDIO_REMOTE_HTTP_WAIT_STOPPED_H_
#define IMREC_RECORDIO_REMOTE_HTTP_WAIT_STOPPED_H_

#include <exception>
#include <functional>
#include <utility>

namespace imrec::remote {

/// A caller no longer waits for a response. It is no Error, which those who ask for credentials
/// take for a failure of a service, and repeat.
class WaitStopped : public std::exception {
 public:
  explicit WaitStopped(std::exception_ptr cause)
      : cause_(std::move(cause)) {}  // NOLINT(bugprone-throw-keyword-missing): kept, not thrown

  const char* what() const noexcept override { return "stopped"; }
  /// What ended the wait.
  const std::exception_ptr& cause() const { return cause_; }

 private:
  std::exception_ptr cause_;
};

/// Calls `on_wait`, and returns what it throws; null if it does not throw.
inline std::exception_ptr ThrownBy(const std::function<void()>& on_wait) {
  try {
    on_wait();
  } catch (...) {
    return std::current_exception();
  }
  return nullptr;
}

/// Calls `wait`. If that throws WaitStopped, throws its cause instead.
template <typename Function>
void ThrowingCauseOfStop(const Function& wait) {
  try {
    wait();
  } catch (const WaitStopped& stopped) {
    std::rethrow_exception(stopped.cause());
  }
}

}  // namespace imrec::remote

#endif  // IMREC_RECORDIO_REMOTE_HTTP_WAIT_STOPPED_H_
