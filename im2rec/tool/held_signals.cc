#include "im2rec/tool/held_signals.h"

#include <pthread.h>

#include <algorithm>
#include <array>

namespace imrec::tool {
namespace {

constexpr std::array kEnding = {SIGINT, SIGTERM, SIGHUP};

}  // namespace

HeldSignals::HeldSignals() {
  ::sigemptyset(&held_);
  for (const int signal : kEnding) {
    // A signal that is ignored (by nohup, for example) would stay pending if it were held.
    struct sigaction action = {};
    ::sigaction(signal, nullptr, &action);
    if (action.sa_handler != SIG_IGN) ::sigaddset(&held_, signal);
  }
  ::pthread_sigmask(SIG_BLOCK, &held_, &before_);
}

HeldSignals::~HeldSignals() { ::pthread_sigmask(SIG_SETMASK, &before_, nullptr); }

bool HeldSignals::HaveArrived() const {
  sigset_t pending = {};
  ::sigpending(&pending);
  return std::ranges::any_of(kEnding, [&](int signal) {
    return ::sigismember(&held_, signal) == 1 && ::sigismember(&pending, signal) == 1 &&
           ::sigismember(&before_, signal) == 0;
  });
}

}  // namespace imrec::tool
