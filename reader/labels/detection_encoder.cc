#include "reader/labels/detection_encoder.h"

#include <algorithm>
#include <string>

#include <imrec/error.h>

namespace imrec {
namespace {

constexpr float kPadding = -1;

// `to` must have space for all values of the object.
void WriteObject(const PlannedObject& object, std::span<const float> values, std::span<float> to) {
  std::ranges::copy(values, to.begin());
  to[1] = static_cast<float>(object.box.xmin);
  to[2] = static_cast<float>(object.box.ymin);
  to[3] = static_cast<float>(object.box.xmax);
  to[4] = static_cast<float>(object.box.ymax);
}

// The shape of rows may come from a manifest whose sizes are smaller than those of the records.
void RequireRoom(const char* what, std::size_t needed, std::size_t room) {
  if (needed <= room) return;
  throw Error(ErrorCode::kLimitExceeded, std::to_string(needed) + ' ' + what +
                                             ", but labels have room for " + std::to_string(room));
}

}  // namespace

std::size_t DetectionEncoder::Encode(const SamplePlan& plan, std::span<float> row) const {
  RequireRoom("objects", plan.objects.size(), row.size() / object_width_);
  RequireRoom("values an object", objects_.object_width(), object_width_);
  std::ranges::fill(row, kPadding);
  for (std::size_t i = 0; i < plan.objects.size(); ++i) {
    WriteObject(plan.objects[i], objects_.values(plan.objects[i].index),
                row.subspan(i * object_width_, object_width_));
  }
  return plan.objects.size();
}

std::size_t MxnetEncoder::Encode(const SamplePlan& plan, std::span<float> row) const {
  const std::size_t begin = kHead + objects_.header().size();
  const std::size_t width = objects_.object_width();
  RequireRoom("header values", begin, row.size());
  RequireRoom("objects", plan.objects.size(), (row.size() - begin) / width);
  std::ranges::fill(row, kPadding);
  row[0] = 3;
  row[1] = static_cast<float>(plan.output.height);
  row[2] = static_cast<float>(plan.output.width);
  row[3] = static_cast<float>(objects_.header().size() + plan.objects.size() * width);
  std::ranges::copy(objects_.header(), row.begin() + kHead);
  for (std::size_t i = 0; i < plan.objects.size(); ++i) {
    WriteObject(plan.objects[i], objects_.values(plan.objects[i].index),
                row.subspan(begin + i * width, width));
  }
  return plan.objects.size();
}

}  // namespace imrec
