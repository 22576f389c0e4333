// Signals while C++ code waits for the network.
#ifndef IMREC_READER_PYTHON_SIGNAL_WATCH_H_
#define IMREC_READER_PYTHON_SIGNAL_WATCH_H_

#include <atomic>
#include <exception>
#include <functional>
#include <memory>

#include "reader/python/python_module.h"

namespace imrec::python {

/// Ends waits if a signal handler of Python throws, for example KeyboardInterrupt. Thread-safe.
class SignalWatch {
 public:
  /// Returns a function for RemoteOptions::on_wait, which may outlive this object. In threads of
  /// Python, which must have released the GIL, it handles signals, and throws what their handlers
  /// throw.
  std::function<void()> on_wait() const;

  /// Calls `wait`, which may use several threads. If a handler throws meanwhile, the other threads
  /// stop as well, and what it has thrown is thrown here, whatever becomes of `wait`.
  template <typename Function>
  void EndingAllThreads(const Function& wait) {
    state_->ends_all = true;
    try {
      wait();
    } catch (...) {
      Finish();
      throw;
    }
    Finish();
  }

 private:
  struct State {
    std::atomic<bool> ends_all = false;
    std::atomic<bool> stopped = false;
    std::exception_ptr thrown;  // set before `stopped`
  };

  void Finish();

  std::shared_ptr<State> state_ = std::make_shared<State>();
};

}  // namespace imrec::python

#endif  // IMREC_READER_PYTHON_SIGNAL_WATCH_H_
