// How many requests are sent at the same time, and how fast one after the other.
#ifndef IMREC_RECORDIO_REMOTE_HTTP_REQUEST_PACE_H_
#define IMREC_RECORDIO_REMOTE_HTTP_REQUEST_PACE_H_

#include <algorithm>
#include <chrono>
#include <cstddef>
#include <cstdint>

namespace imrec::remote {

/// Both adapt to the servers: there is a bit more after each answer and half as much when a server
/// says that it is busy, as in TCP's congestion avoidance (additive increase, multiplicative
/// decrease; RFC 5681). The rate is unlimited until a server refuses. Used by one thread.
class RequestPace {
 public:
  using Clock = std::chrono::steady_clock;

  explicit RequestPace(std::uint32_t max_in_flight)
      : most_(max_in_flight), in_flight_(std::min<double>(kFirstInFlight, most_)) {}

  /// Whether another request may be sent while `running` are in flight.
  bool Allows(std::size_t running, Clock::time_point now) const {
    return static_cast<double>(running) < in_flight_ && next_ <= now;
  }

  void Started(Clock::time_point now) {
    // What was not sent in time may be sent later, but not all at once.
    next_ = std::max(next_, now - kCatchUp) + interval_;
  }

  /// A request was answered.
  void Succeeded() {
    in_flight_ = std::min<double>(most_, in_flight_ + kMoreInFlight);
    interval_ = interval_ < kShortest ? Clock::duration::zero() : interval_ * 49 / 50;
  }

  /// A request was refused, because there are too many.
  void Refused(Clock::time_point now) {
    in_flight_ =
        std::clamp<double>(in_flight_ / 2, std::min<double>(kFewestInFlight, most_), most_);
    // Those that were sent together are refused together, and count as one.
    if (now < refused_ + kTogether) return;
    refused_ = now;
    interval_ = std::clamp<Clock::duration>(interval_ * 2, kFirst, kLongest);
    next_ = std::max(next_, now + interval_);
  }

  /// How long to wait at most until Allows() may change.
  Clock::duration interval() const { return interval_; }

 private:
  using milliseconds = std::chrono::milliseconds;
  using microseconds = std::chrono::microseconds;

  static constexpr double kFirstInFlight = 8;  // doubles after this many answers
  static constexpr double kFewestInFlight = 4;
  static constexpr double kMoreInFlight = 2;
  static constexpr Clock::duration kShortest = microseconds(100);
  static constexpr Clock::duration kFirst = milliseconds(1);
  static constexpr Clock::duration kLongest = milliseconds(1'000);
  static constexpr Clock::duration kCatchUp = milliseconds(20);
  static constexpr Clock::duration kTogether = milliseconds(100);

  const double most_;
  double in_flight_;
  Clock::duration interval_{};  // between the starts of two requests
  Clock::time_point next_{};    // no request starts before
  Clock::time_point refused_{};
};

}  // namespace imrec::remote

#endif  // IMREC_RECORDIO_REMOTE_HTTP_REQUEST_PACE_H_
