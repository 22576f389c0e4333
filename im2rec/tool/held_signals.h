// Signals that end the program, held back while something must be cleaned up first.
#ifndef IMREC_IM2REC_TOOL_HELD_SIGNALS_H_
#define IMREC_IM2REC_TOOL_HELD_SIGNALS_H_

#include <csignal>

namespace imrec::tool {

/// Holds back SIGINT, SIGTERM and SIGHUP in this thread, which must be the only one that receives
/// them. A signal that has arrived ends the program when this object is destroyed.
class HeldSignals {
 public:
  HeldSignals();
  HeldSignals(const HeldSignals&) = delete;
  HeldSignals& operator=(const HeldSignals&) = delete;
  ~HeldSignals();

  /// Returns true if one of them has arrived.
  bool HaveArrived() const;

 private:
  sigset_t held_ = {};
  sigset_t before_ = {};
};

}  // namespace imrec::tool

#endif  // IMREC_IM2REC_TOOL_HELD_SIGNALS_H_
