#include <imrec/reader_stats.h>

#include <array>
#include <cstdio>

namespace imrec {

std::string DescribeBottleneck(const ReaderStats& stats) {
  if (stats.seconds <= 0) return "nothing was read yet";
  const double consumer = 100 * stats.consumer_waits / stats.seconds;
  const double workers = 100 * stats.worker_waits / stats.seconds;
  // A short wait of the consumer does not mean that the reader is too slow.
  constexpr double kNoticed = 5;
  const char* verdict = consumer <= kNoticed  ? "the reader keeps up with the trainer"
                        : consumer >= workers ? "the reader is the bottleneck"
                                              : "the trainer is the bottleneck, except in bursts";
  std::array<char, 160> text;
  std::snprintf(text.data(), text.size(),
                "%s: the trainer waited %.0f%% of the time, each worker %.0f%%", verdict, consumer,
                workers);
  return text.data();
}

}  // namespace imrec
