#include "reader/python/gil.h"

#include <unistd.h>

#include <atomic>
#include <chrono>
#include <thread>

namespace imrec::python {
namespace {

enum class End { kNone, kBegun, kFinished };

// Of the process, like the interpreter itself.
std::atomic<End> end = End::kNone;
std::atomic<std::thread::id> ending_thread;
std::atomic<int> taking = 0;  // threads that are taking the GIL

bool AnotherThreadEnds(End at_least) {
  return end >= at_least && ending_thread.load() != std::this_thread::get_id();
}

[[noreturn]] void Park() {
  for (;;) ::pause();
}

// Counts a thread while it takes the GIL. Parks it if it must not.
class Taking {
 public:
  Taking() {
    ++taking;  // before the check, so that FinishInterpreterEnd() waits for this thread
    if (AnotherThreadEnds(End::kFinished)) {
      --taking;
      Park();
    }
  }
  Taking(const Taking&) = delete;
  Taking& operator=(const Taking&) = delete;
  ~Taking() { --taking; }
};

}  // namespace

GilRelease::~GilRelease() {
  const Taking counted;
  PyEval_RestoreThread(state_);
}

GilAcquire::GilAcquire() {
  const Taking counted;
  gil_.emplace();
}

void BeginInterpreterEnd() {
  ending_thread = std::this_thread::get_id();
  end = End::kBegun;
}

void FinishInterpreterEnd() {
  end = End::kFinished;
  // In a forked child the count includes threads that exist only in the parent, so the wait ends.
  for (int i = 0; i < 1000 && taking > 0; ++i) {
    PyThreadState* const state = PyEval_SaveThread();
    std::this_thread::sleep_for(std::chrono::milliseconds(1));
    PyEval_RestoreThread(state);
  }
}

void ParkIfInterpreterEnds() {
  if (!AnotherThreadEnds(End::kBegun)) return;
  static_cast<void>(PyEval_SaveThread());
  Park();
}

}  // namespace imrec::python
