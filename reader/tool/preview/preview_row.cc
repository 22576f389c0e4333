#include "reader/tool/preview/preview_row.h"

#include <array>
#include <cstdio>
#include <string>
#include <vector>

namespace imrec::tool {
namespace {

std::string DescribePlan(const SamplePlan& plan, std::uint32_t epoch) {
  std::array<char, 128> text;
  std::snprintf(text.data(), text.size(), "epoch %u", epoch);
  std::string caption = text.data();
  if (plan.canvas.size != plan.source) {
    std::snprintf(text.data(), text.size(), "  zoom-out %.1fx",
                  static_cast<double>(plan.canvas.size.width) / plan.source.width);
    caption += text.data();
  }
  if (plan.crop != kUnitBox) {
    std::snprintf(text.data(), text.size(), "  crop %.0f%%", 100 * plan.crop.area());
    caption += text.data();
  }
  if (plan.mirror) caption += "  mirrored";
  return caption;
}

// Returns the windows of the variants, as far as they are inside the original, then its objects.
std::vector<LabelledBox> OriginalBoxes(const PreviewRecord& record) {
  std::vector<LabelledBox> boxes;
  for (const PreviewVariant& variant : record.variants) {
    const BoundingBox seen = Intersection(variant.window, kUnitBox);
    if (variant.window == kUnitBox || seen.empty()) continue;
    boxes.push_back(
        {.box = seen, .name = std::to_string(variant.epoch), .style = BoxStyle::kWindow});
  }
  boxes.insert(boxes.end(), record.boxes.begin(), record.boxes.end());
  return boxes;
}

std::vector<LabelledBox> WithTags(std::vector<LabelledBox> boxes, const PreviewRecord& record) {
  for (const LabelTag& tag : record.tags) {
    boxes.push_back({.box = {},
                     .class_id = tag.class_id,
                     .name = tag.text,
                     .number = tag.number,
                     .style = BoxStyle::kTag});
  }
  return boxes;
}

}  // namespace

void PaintPreview(const PreviewRecord& record, std::size_t row, ContactSheet& sheet) {
  sheet.Place(row, 0, record.image.view(), WithTags(OriginalBoxes(record), record),
              "record " + std::to_string(record.key) + "  " + std::to_string(record.image.width()) +
                  "x" + std::to_string(record.image.height()));
  for (const PreviewVariant& variant : record.variants) {
    sheet.Place(row, 1 + variant.epoch, variant.image.view(), WithTags(variant.boxes, record),
                DescribePlan(variant.plan, variant.epoch));
  }
}

}  // namespace imrec::tool
