#include "recordio/console/histogram.h"

#include <algorithm>
#include <array>
#include <bit>
#include <cmath>
#include <cstdio>
#include <limits>
#include <utility>

#include "recordio/console/console.h"

namespace imrec::console {

std::uint64_t MostIn(const Histogram& histogram) {
  std::uint64_t most = 1;
  for (const Histogram::Bin& bin : histogram.bins) {
    if (!bin.is_rest) most = std::max(most, bin.count);
  }
  return most;
}

Histogram NumbersHistogram(std::string title, const std::map<std::size_t, std::uint64_t>& counts) {
  Histogram histogram{.title = std::move(title), .bins = {}};
  const std::size_t most = counts.rbegin()->first;
  const std::size_t step = most / 20 + 1;
  for (std::size_t begin = 0; begin <= most; begin += step) {
    const std::size_t end = begin + step - 1;
    std::string name = std::to_string(begin);
    if (step > 1) name.append("-").append(std::to_string(end));
    histogram.bins.push_back({.name = std::move(name), .count = 0});
  }
  for (const auto& [number, count] : counts) histogram.bins[number / step].count += count;
  return histogram;
}

Histogram FullestBins(Histogram histogram, std::size_t most) {
  std::vector<Histogram::Bin>& bins = histogram.bins;
  std::ranges::stable_sort(bins, std::ranges::greater(), &Histogram::Bin::count);
  if (bins.size() <= most) return histogram;
  std::uint64_t rest = 0;
  for (std::size_t i = most; i < bins.size(); ++i) rest += bins[i].count;
  const std::string name = "and " + WithThousands(bins.size() - most) + " more";
  bins.resize(most);
  bins.push_back({.name = name, .count = rest, .is_rest = true});
  return histogram;
}

void BoxSizeHistogram::Add(double width, double height) {
  const auto bins = static_cast<double>(counts_.size());
  const double bin = std::clamp(std::sqrt(width * height) * bins, 0.0, bins - 1);
  ++counts_[static_cast<std::size_t>(bin)];
}

Histogram BoxSizeHistogram::Get(std::string title) const {
  Histogram histogram{.title = std::move(title), .bins = {}};
  for (std::size_t bin = 0; bin < counts_.size(); ++bin) {
    std::array<char, 32> name;
    std::snprintf(name.data(), name.size(), "%.1f-%.1f", static_cast<double>(bin) / 10,
                  static_cast<double>(bin + 1) / 10);
    histogram.bins.push_back({.name = name.data(), .count = counts_[bin]});
  }
  return histogram;
}

void PowersHistogram::Add(std::uint64_t number) {
  ++counts_[static_cast<std::size_t>(std::bit_width(std::max<std::uint64_t>(number, 1)) - 1)];
}

Histogram PowersHistogram::Get(std::string title,
                               std::string (*name)(std::uint64_t, std::uint64_t)) const {
  Histogram histogram{.title = std::move(title), .bins = {}};
  std::size_t begin = 0;
  std::size_t end = counts_.size();
  while (begin < end && counts_[begin] == 0) ++begin;
  while (end > begin && counts_[end - 1] == 0) --end;
  for (std::size_t bit = begin; bit < end; ++bit) {
    const std::uint64_t first = std::uint64_t{1} << bit;
    const std::uint64_t past = bit < 63 ? first << 1U : std::numeric_limits<std::uint64_t>::max();
    histogram.bins.push_back({.name = name(first, past), .count = counts_[bit]});
  }
  return histogram;
}

}  // namespace imrec::console
