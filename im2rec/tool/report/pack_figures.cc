#include "im2rec/tool/report/pack_figures.h"

#include <algorithm>
#include <cmath>
#include <optional>
#include <span>

#include <imrec/detection_label.h>
#include <imrec/label_layout.h>

#include "recordio/console/console.h"

namespace imrec::tool {
namespace {

// Returns the class number of a label, or nullopt if it is none.
std::optional<std::uint64_t> ClassOf(float label) {
  constexpr float kMostClasses = 16777216;  // larger floats skip numbers
  if (!(label >= 0) || label > kMostClasses || label != std::floor(label)) return std::nullopt;
  return static_cast<std::uint64_t>(label);
}

std::string PixelsName(std::uint64_t first, std::uint64_t end) {
  return std::to_string(first) + "-" + std::to_string(end - 1);
}

std::string BytesName(std::uint64_t first, std::uint64_t end) {
  return console::HumanBytes(first) + " - " + console::HumanBytes(end);
}

}  // namespace

void PackFigures::Add(const PackedRecord& record) {
  ++records_;
  image_edges_.Add(static_cast<std::uint64_t>(std::max(record.image.width, record.image.height)));
  record_bytes_.Add(record.bytes);
  if (record.labels.size() == 1) {
    if (const auto number = ClassOf(record.labels.front())) ++classes_[*number];
  } else if (DetectionLabelView::Problem(record.labels).empty()) {
    AddObjects(record.labels);
  }
}

void PackFigures::AddObjects(std::span<const float> labels) {
  const DetectionLabelView label(labels);
  std::size_t objects = 0;
  for (std::size_t i = 0; i < label.object_count(); ++i) {
    const std::span<const float> object = label.object(i);
    if (IsEmptyObject(object) || !DetectionObjectProblem(object).empty()) continue;
    ++objects;
    box_sizes_.Add(object[3] - object[1], object[4] - object[2]);
    if (const auto number = ClassOf(object[0])) ++classes_[*number];
  }
  boxes_ += objects;
  ++objects_per_image_[objects];
}

std::vector<console::Histogram> PackFigures::Histograms(
    const std::vector<std::string>& class_names) const {
  constexpr std::size_t kShownClasses = 50;
  std::vector<console::Histogram> histograms;
  if (!classes_.empty()) {
    console::Histogram classes{.title = boxes_ > 0 ? "objects per class" : "images per class",
                               .bins = {}};
    for (const auto& [number, count] : classes_) {
      classes.bins.push_back(
          {.name = number < class_names.size() ? class_names[number] : std::to_string(number),
           .count = count});
    }
    histograms.push_back(console::FullestBins(std::move(classes), kShownClasses));
  }
  // Two plain labels, such as 2 and 5, look like a detection label without objects.
  if (boxes_ > 0) {
    histograms.push_back(console::NumbersHistogram("objects per image", objects_per_image_));
    histograms.push_back(box_sizes_.Get("box sizes: square root of the share of the image"));
  }
  if (records_ == 0) return histograms;
  histograms.push_back(image_edges_.Get("image sizes: longer edge in pixels", PixelsName));
  histograms.push_back(record_bytes_.Get("record sizes", BytesName));
  return histograms;
}

}  // namespace imrec::tool
