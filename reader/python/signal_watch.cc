#include "reader/python/signal_watch.h"

#include <imrec/error.h>

#include "reader/python/gil.h"

namespace imrec::python {
namespace {

// Throws what a handler throws. Python runs handlers in its main thread only.
void HandleSignalsWithGil() {
  const GilAcquire acquire;
  if (PyErr_CheckSignals() != 0) throw nb::python_error();
}

}  // namespace

std::function<void()> SignalWatch::on_wait() const {
  return [state = state_] {
    if (state->stopped) throw Error(ErrorCode::kIo, "interrupted by a signal");
    if (PyGILState_GetThisThreadState() == nullptr) return;  // a worker
    try {
      HandleSignalsWithGil();
    } catch (...) {
      if (state->ends_all && !state->stopped) {
        state->thrown = std::current_exception();
        state->stopped = true;
      }
      throw;
    }
  };
}

void SignalWatch::Finish() {
  state_->ends_all = false;
  if (!state_->stopped) return;
  const std::exception_ptr thrown = std::move(state_->thrown);
  state_->thrown = nullptr;
  state_->stopped = false;
  std::rethrow_exception(thrown);
}

}  // namespace imrec::python
