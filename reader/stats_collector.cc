#include "reader/stats_collector.h"

#include <algorithm>

namespace imrec {
namespace {

constexpr std::size_t kBadExamples = 20;

template <typename Value>
std::vector<std::unique_ptr<Value>> Make(std::size_t count) {
  std::vector<std::unique_ptr<Value>> values(count);
  for (std::unique_ptr<Value>& value : values) value = std::make_unique<Value>();
  return values;
}

double Seconds(std::chrono::steady_clock::duration duration) {
  return std::chrono::duration<double>(duration).count();
}

}  // namespace

StatsCollector::StatsCollector(std::size_t workers) : workers_(Make<WorkerProgress>(workers)) {}

void StatsCollector::BeginNext(Clock::time_point now) {
  const MutexLock lock(mutex_);
  if (!calls_.first) calls_.first = now;
}

void StatsCollector::EndWait(Clock::time_point begin) {
  const MutexLock lock(mutex_);
  calls_.last = Clock::now();
  calls_.waits += calls_.last - begin;
}

void StatsCollector::AddDelivered(std::size_t samples) {
  const MutexLock lock(mutex_);
  counts_.delivered += samples;
}

void StatsCollector::AddBad(std::span<const BadSlot> slots) {
  const MutexLock lock(mutex_);
  for (const BadSlot& bad : slots) {
    counts_.bad_records += bad.errors.size();
    if (bad.replaced) ++counts_.replaced;
    for (const Error& error : bad.errors) {
      if (counts_.bad_examples.size() < kBadExamples) counts_.bad_examples.push_back(error);
    }
  }
}

void StatsCollector::BeginIdle(std::size_t worker) {
  WorkerProgress& progress = *workers_[worker];
  const MutexLock lock(progress.mutex);
  if (!progress.idle_since) progress.idle_since = Clock::now();
}

void StatsCollector::EndIdle(std::size_t worker) {
  const Calls calls = this->calls();
  WorkerProgress& progress = *workers_[worker];
  const MutexLock lock(progress.mutex);
  if (!progress.idle_since) return;
  progress.idle += IdleUntil(progress, Clock::now(), calls);
  progress.idle_since.reset();
}

std::chrono::nanoseconds StatsCollector::AddSamples(std::size_t worker,
                                                    std::span<const StageTimes> times) {
  WorkerProgress& progress = *workers_[worker];
  const MutexLock lock(progress.mutex);
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
                                                          Clock::time_point end,
                                                          const Calls& calls) {
  if (!worker.idle_since || !calls.first) return {};
  return std::max(Clock::duration{}, end - std::max(*worker.idle_since, *calls.first));
}

StatsCollector::Calls StatsCollector::calls() const {
  const MutexLock lock(mutex_);
  return calls_;
}

ReaderStats StatsCollector::Stats() const {
  const Calls calls = this->calls();
  std::array<LatencyHistogram, kStageNames.size()> histograms{};
  Clock::duration idle{};
  ReaderStats stats;
  {
    const MutexLock lock(mutex_);
    stats = counts_;
  }
  for (const std::unique_ptr<WorkerProgress>& worker : workers_) {
    const MutexLock lock(worker->mutex);
    stats.samples += worker->samples;
    for (std::size_t i = 0; i < histograms.size(); ++i) {
      stats.stage_times.spent[i] += worker->times.spent[i];
      histograms[i].Add(worker->histograms[i]);
    }
    idle += worker->idle + IdleUntil(*worker, calls.last, calls);
  }
  for (std::size_t i = 0; i < histograms.size(); ++i) {
    stats.stage_percentiles[i] = {.p50 = histograms[i].Percentile(0.5),
                                  .p99 = histograms[i].Percentile(0.99)};
  }
  if (!calls.first) return stats;
  stats.seconds = Seconds(calls.last - *calls.first);
  stats.consumer_waits = Seconds(calls.waits);
  stats.worker_waits = Seconds(idle) / static_cast<double>(workers_.size());
  return stats;
}

}  // namespace imrec
