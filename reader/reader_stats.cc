#include <imrec/reader_stats.h>

#include <algorithm>
#include <array>
#include <cstdio>

namespace imrec {

namespace {

// Returns which stage takes most of the workers' time: "reading from the network", "decode".
std::string LongestStage(const ReaderStats& stats) {
  const auto& spent = stats.stage_times.spent;
  const auto longest = static_cast<std::size_t>(std::ranges::max_element(spent) - spent.begin());
  if (spent[longest].count() == 0) return "";
  if (longest != static_cast<std::size_t>(Stage::kRead)) {
    return ", most of all " + std::string(kStageNames[longest]);
  }
  const bool remote = stats.remote.requests + stats.remote.cache_reads > 0;
  return remote ? ", most of all reading from the network" : ", most of all reading files";
}

}  // namespace

std::string DescribeBottleneck(const ReaderStats& stats) {
  if (stats.seconds <= 0) return "nothing was read yet";
  const double consumer = 100 * stats.consumer_waits / stats.seconds;
  const double workers = 100 * stats.worker_waits / stats.seconds;
  // A short wait of the consumer does not mean that the reader is too slow.
  constexpr double kNoticed = 5;
  const std::string verdict = consumer <= kNoticed ? "the reader keeps up with the trainer"
                              : consumer >= workers
                                  ? "the reader is the bottleneck" + LongestStage(stats)
                                  : "the trainer is the bottleneck, except in bursts";
  std::array<char, 200> text;
  std::snprintf(text.data(), text.size(),
                "%s: the trainer waited %.0f%% of the time, each worker %.0f%%", verdict.c_str(),
                consumer, workers);
  return text.data();
}

}  // namespace imrec
