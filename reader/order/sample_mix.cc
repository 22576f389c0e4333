#include "reader/order/sample_mix.h"

#include <algorithm>
#include <cmath>
#include <string>

#include <imrec/error.h>

#include "reader/order/epoch_order.h"
#include "reader/order/order_streams.h"

namespace imrec {
namespace {

constexpr double kMostSamples = 0x1p48;  // the limit of random streams and EpochOrder

[[noreturn]] void RefuseSource(std::size_t source, const std::string& problem) {
  throw Error(ErrorCode::kInvalidArgument,
              "reader option sources[" + std::to_string(source) + "].weight " + problem);
}

}  // namespace

SampleMix::SampleMix(const std::vector<Source>& sources) {
  for (std::size_t i = 0; i < sources.size(); ++i) {
    const Source& source = sources[i];
    if (!(source.weight > 0) || !std::isfinite(source.weight)) RefuseSource(i, "must be above 0");
    const double samples = std::round(static_cast<double>(source.records) * source.weight);
    if (samples < 1) {
      RefuseSource(i, "is so small that none of its " + std::to_string(source.records) +
                          " records would be read");
    }
    if (samples + static_cast<double>(size_) > kMostSamples)
      RefuseSource(i, "makes too many samples");
    const auto count = static_cast<std::uint64_t>(samples);
    stretches_.push_back({.first_sample = size_,
                          .first_record = records_,
                          .records = source.records,
                          .samples = count,
                          .whole_passes = count / source.records});
    size_ += count;
    records_ += source.records;
  }
}

std::vector<std::uint64_t> SampleMix::Identity() const {
  std::vector<std::uint64_t> numbers;
  bool after_whole = false;
  for (const Stretch& stretch : stretches_) {
    const bool is_whole = stretch.samples == stretch.records;
    if (is_whole && after_whole) {
      for (const std::size_t back : {1U, 2U}) numbers[numbers.size() - back] += stretch.records;
    } else {
      numbers.insert(numbers.end(), {stretch.records, stretch.samples});
    }
    after_whole = is_whole;
  }
  return numbers;
}

SampleOrdinals SampleMix::At(std::uint64_t index, std::uint64_t seed, std::uint32_t epoch) const {
  const auto next = std::ranges::upper_bound(stretches_, index, {}, &Stretch::first_sample);
  const auto number = static_cast<std::size_t>(next - stretches_.begin()) - 1;
  const Stretch& stretch = stretches_[number];
  const std::uint64_t pass = (index - stretch.first_sample) / stretch.records;
  std::uint64_t at = (index - stretch.first_sample) % stretch.records;
  if (pass == stretch.whole_passes) {
    at = EpochOrder(stretch.records, seed, epoch,
                    kSelectionStreams + static_cast<std::uint32_t>(number))
             .At(at);
  }
  const std::uint64_t record = stretch.first_record + at;
  return {.record = record, .draw = record + pass * records_};
}

}  // namespace imrec
