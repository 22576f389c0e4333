#include "reader/tool/stats/dataset_statistics.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdio>

#include <imrec/detection_label.h>
#include <imrec/error.h>
#include <imrec/image_record.h>

#include "image/internal/orientation.h"

namespace imrec::tool {
namespace {

// Aspect ratios from 1/8 to 8 in steps of half an octave; the outer bins are open.
constexpr int kAspectReach = 6;

int AspectBin(double ratio) {
  const double bin = std::round(2 * std::log2(ratio));
  return static_cast<int>(std::clamp(bin, -1.0 * kAspectReach, 1.0 * kAspectReach));
}

// "1:2.0", "1.4:1".
std::string AspectName(int bin, double ratio) {
  std::array<char, 64> text;
  std::snprintf(text.data(), text.size(), bin < 0 ? "1:%.1f" : "%.1f:1",
                bin < 0 ? 1 / ratio : ratio);
  return text.data();
}

std::uint64_t CountOf(const std::map<int, std::uint64_t>& counts, int bin) {
  const auto found = counts.find(bin);
  return found == counts.end() ? 0 : found->second;
}

// Returns bins of the most frequent values, and one bin for the rest.
template <typename Key, typename Name>
Histogram MostFrequent(const std::string& title, const std::map<Key, std::uint64_t>& counts,
                       const Name& name) {
  constexpr std::size_t kShown = 12;
  std::vector<std::pair<Key, std::uint64_t>> sorted(counts.begin(), counts.end());
  std::ranges::stable_sort(sorted,
                           [](const auto& a, const auto& b) { return a.second > b.second; });
  Histogram histogram{.title = title, .bins = {}};
  for (std::size_t i = 0; i < sorted.size(); ++i) {
    if (i < kShown) {
      histogram.bins.push_back({.name = name(sorted[i].first), .count = sorted[i].second});
    } else if (i == kShown) {
      histogram.bins.push_back({.name = "others", .count = sorted[i].second});
    } else {
      histogram.bins.back().count += sorted[i].second;
    }
  }
  return histogram;
}

}  // namespace

void DatasetStatistics::Add(const RecordStore& records, std::uint64_t ordinal) {
  records.Read(ordinal, payload_);
  ImageInfo info;
  std::string format;
  try {
    const ImageRecordView record(payload_);
    record.CopyLabels(labels_);
    if (const std::string problem = set_.Problem(labels_); !problem.empty()) {
      throw Error(ErrorCode::kCorruptData, problem);
    }
    info = decoder_.ReadInfo(record.image());
    format = DetectImageCodec(record.image())->name;
  } catch (const Error& error) {
    throw error.Within(records.Where(ordinal));
  }
  ++records_;
  const ImageSize size = OrientedSize(info.size, info.orientation);
  ++image_sizes_[{size.width, size.height}];
  ++formats_[format];
  AddObjects(labels_, info);
}

void DatasetStatistics::AddObjects(std::span<const float> labels, const ImageInfo& info) {
  set_.ClassesOf(labels, shown_);
  for (const float id : shown_) ++classes_[id].images;
  if (!set_.detection()) return;
  const ImageSize size = OrientedSize(info.size, info.orientation);
  const DetectionLabelView label(labels);
  std::size_t objects = 0;
  for (std::size_t i = 0; i < label.object_count(); ++i) {
    const std::span<const float> object = label.object(i);
    if (IsEmptyObject(object)) continue;
    ++objects;
    ++classes_[object[0]].objects;
    const double width = object[3] - object[1];
    const double height = object[4] - object[2];
    box_sizes_.Add(width, height);
    ++box_aspects_[AspectBin(width * size.width / (height * size.height))];
  }
  ++objects_per_image_[objects];
  objects_ += objects;
  if (objects == 0) ++negatives_;
}

std::vector<Histogram> DatasetStatistics::Histograms() const {
  std::vector<Histogram> histograms;
  if (!objects_per_image_.empty()) {
    histograms.push_back(console::NumbersHistogram("objects per image", objects_per_image_));
  }
  if (set_.identity()) {
    std::map<std::size_t, std::uint64_t> identities;  // by their number of images
    for (const auto& [identity, count] : classes_) ++identities[count.images];
    histograms.push_back(console::NumbersHistogram("identities by images of each", identities));
  }
  if (objects_ > 0) {
    histograms.push_back(box_sizes_.Get("box size: square root of the share of the image"));
    Histogram& aspects = histograms.emplace_back();
    aspects.title = "box aspect: width to height in pixels";
    for (int bin = -kAspectReach; bin <= kAspectReach; ++bin) {
      const double ratio = std::exp2(0.5 * bin);
      aspects.bins.push_back({.name = AspectName(bin, ratio), .count = CountOf(box_aspects_, bin)});
    }
  }
  histograms.push_back(MostFrequent("image size", image_sizes_, [](const auto& size) {
    return std::to_string(size.first) + "x" + std::to_string(size.second);
  }));
  histograms.push_back(
      MostFrequent("format", formats_, [](const std::string& name) { return name; }));
  return histograms;
}

}  // namespace imrec::tool
