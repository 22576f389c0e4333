#include "reader/stats_collector.h"

#include <algorithm>

namespace imrec {
namespace {

constexpr std::size_t kBadExamples = 20;

double Seconds(std::chrono::steady_clock::duration duration) {
  return std::chrono::duration<double>(duration).count();
}

}  // namespace

void StatsCollector::BeginNext(Clock::time_point now) {
  if (!first_next_) first_next_ = now;
}

void StatsCollector::EndWait(Clock::time_point begin) {
  last_next_ = Clock::now();
  consumer_waits_ += last_next_ - begin;
}

void StatsCollector::AddBad(std::span<const BadSlot> slots) {
  for (const BadSlot& bad : slots) {
    counts_.bad_records += bad.errors.size();
    if (bad.replaced) ++counts_.replaced;
    for (const Error& error : bad.errors) {
      if (counts_.bad_examples.size() < kBadExamples) counts_.bad_examples.push_back(error);
    }
  }
}

void StatsCollector::BeginIdle(std::size_t worker) {
  WorkerProgress& progress = workers_[worker];
  if (!progress.idle_since) progress.idle_since = Clock::now();
}

void StatsCollector::EndIdle(std::size_t worker) {
  WorkerProgress& progress = workers_[worker];
  if (!progress.idle_since) return;
  progress.idle += IdleUntil(progress, Clock::now());
  progress.idle_since.reset();
}

std::chrono::nanoseconds StatsCollector::AddSamples(std::size_t worker,
                                                    std::span<const StageTimes> times) {
  WorkerProgress& progress = workers_[worker];
  std::chrono::nanoseconds total{};
  for (const StageTimes& after : times) {
    for (std::size_t i = 0; i < after.spent.size(); ++i) {
      const std::chrono::nanoseconds spent = after.spent[i] - progress.times.spent[i];
      if (spent.count() > 0) progress.histograms[i].Add(spent);
      total += spent;
    }
    progress.times = after;
  }
  progress.samples += times.size();
  return total;
}

// Returns how long the worker has been idle since the first call of Next().
StatsCollector::Clock::duration StatsCollector::IdleUntil(const WorkerProgress& worker,
                                                          Clock::time_point end) const {
  if (!worker.idle_since || !first_next_) return {};
  return std::max(Clock::duration{}, end - std::max(*worker.idle_since, *first_next_));
}

ReaderStats StatsCollector::Stats() const {
  ReaderStats stats = counts_;
  std::array<LatencyHistogram, kStageNames.size()> histograms{};
  Clock::duration idle{};
  for (const WorkerProgress& worker : workers_) {
    stats.samples += worker.samples;
    for (std::size_t i = 0; i < histograms.size(); ++i) {
      stats.stage_times.spent[i] += worker.times.spent[i];
      histograms[i].Add(worker.histograms[i]);
    }
    idle += worker.idle + IdleUntil(worker, last_next_);
  }
  for (std::size_t i = 0; i < histograms.size(); ++i) {
    stats.stage_percentiles[i] = {.p50 = histograms[i].Percentile(0.5),
                                  .p99 = histograms[i].Percentile(0.99)};
  }
  if (!first_next_) return stats;
  stats.seconds = Seconds(last_next_ - *first_next_);
  stats.consumer_waits = Seconds(consumer_waits_);
  stats.worker_waits = Seconds(idle) / static_cast<double>(workers_.size());
  return stats;
}

}  // namespace imrec
