#include "reader/tool/annotations/annotation_writer.h"

#include <algorithm>
#include <array>

#include <imrec/detection_label.h>
#include <imrec/error.h>

#include "reader/tool/class_id.h"

namespace imrec::tool {
namespace {

constexpr std::array kOutputs = {
    AnnotationOutput{"--voc", "Also write VOC annotations: JPEGImages, Annotations", MakeVocWriter},
    AnnotationOutput{"--coco", "Also write COCO's JSON: images, instances.json", MakeCocoWriter},
    AnnotationOutput{"--yolo", "Also write YOLO's labels: images/train, labels/train, data.yaml",
                     MakeYoloWriter}};

}  // namespace

std::span<const AnnotationOutput> AnnotationOutputs() { return kOutputs; }

bool AnnotationSettings::Has(std::span<const float> object, std::string_view field) const {
  const auto found = std::ranges::find(fields, field);
  if (found == fields.end()) return false;
  const std::size_t position =
      DetectionLabelView::kMinObjectWidth + static_cast<std::size_t>(found - fields.begin());
  return position < object.size() && object[position] != 0;
}

ImageBox::ImageBox(std::span<const float> object)
    : xmin(std::clamp(object[1], 0.0F, 1.0F)),
      ymin(std::clamp(object[2], 0.0F, 1.0F)),
      xmax(std::clamp(object[3], 0.0F, 1.0F)),
      ymax(std::clamp(object[4], 0.0F, 1.0F)) {}

bool ImageBox::IsClippedFrom(std::span<const float> object) const {
  return xmin != object[1] || ymin != object[2] || xmax != object[3] || ymax != object[4];
}

bool ImageBox::IsOutside(std::span<const float> object) const {
  return (xmin == xmax && object[1] < object[3]) || (ymin == ymax && object[2] < object[4]);
}

std::uint32_t RequireClass(std::span<const float> object, std::size_t names) {
  constexpr std::size_t kMostNumbers = 100'000;
  const std::size_t end = std::max(names, kMostNumbers);
  const std::optional<std::uint32_t> id = ClassIdOf(object[0]);
  if (id && *id < end) return *id;
  throw Error(ErrorCode::kCorruptData, "the class is " + LabelText(object[0]) +
                                           "; expected a whole number below " +
                                           std::to_string(end));
}

}  // namespace imrec::tool
