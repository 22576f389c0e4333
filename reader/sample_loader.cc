#include "reader/sample_loader.h"

#include <algorithm>
#include <string>

#include <imrec/image_record.h>
#include <imrec/orientation.h>

namespace imrec {

// Adds the time between construction and destruction to a stage.
class SampleLoader::StageTimer {
 public:
  StageTimer(StageTimes& times, Stage stage) : spent_(times[stage]) {}
  StageTimer(const StageTimer&) = delete;
  StageTimer& operator=(const StageTimer&) = delete;
  ~StageTimer() { spent_ += std::chrono::steady_clock::now() - start_; }

 private:
  std::chrono::nanoseconds& spent_;
  std::chrono::steady_clock::time_point start_ = std::chrono::steady_clock::now();
};

SampleLoader::SampleLoader(const RecordSet& records, const AugmentRecipe& recipe)
    : records_(records), planner_(recipe), renderer_(recipe) {}

std::size_t SampleLoader::Load(std::uint64_t ordinal, std::uint64_t seed, std::uint32_t epoch,
                               std::size_t object_width, std::span<float> image,
                               std::span<float> label) {
  try {
    ReadRecord(ordinal);
    {
      const StageTimer timer(times_, Stage::kPlan);
      planner_.Plan(source_size_, objects_.boxes(),
                    {.seed = seed, .epoch = epoch, .ordinal = ordinal}, plan_);
    }
    if (plan_.ShowsSource()) DecodeImage();
    const StageTimer timer(times_, Stage::kRender);
    renderer_.Render(plan_, image_.view(), image);
    return WriteLabel(object_width, label);
  } catch (const Error& error) {
    throw error.Within(records_.Where(ordinal));
  }
}

void SampleLoader::PlanOnly(std::uint64_t ordinal, std::uint64_t seed, std::uint32_t epoch,
                            PlanTrace* trace) {
  try {
    ReadRecord(ordinal);
    planner_.Plan(source_size_, objects_.boxes(),
                  {.seed = seed, .epoch = epoch, .ordinal = ordinal}, plan_, trace);
  } catch (const Error& error) {
    throw error.Within(records_.Where(ordinal));
  }
}

const Image& SampleLoader::LoadOriginal(std::uint64_t ordinal) {
  try {
    ReadRecord(ordinal);
    DecodeImage();
    return image_;
  } catch (const Error& error) {
    throw error.Within(records_.Where(ordinal));
  }
}

void SampleLoader::ReadRecord(std::uint64_t ordinal) {
  const StageTimer timer(times_, Stage::kRead);
  records_.Read(ordinal, payload_);
  const ImageRecordView record(payload_);
  record.CopyLabels(labels_);
  objects_.Set(labels_);
  encoded_ = record.image();
  const ImageInfo info = decoder_.ReadInfo(encoded_);
  orientation_ = info.orientation;
  source_size_ = OrientedSize(info.size, orientation_);
}

void SampleLoader::DecodeImage() {
  const StageTimer timer(times_, Stage::kDecode);
  if (orientation_ == 1) {
    decoder_.Decode(encoded_, ColorMode::kRgb, image_);
    return;
  }
  // Labels are of the upright picture, which is also what MXNet's reader sees.
  decoder_.Decode(encoded_, ColorMode::kRgb, stored_);
  ApplyOrientation(stored_.view(), orientation_, image_);
}

std::size_t SampleLoader::WriteLabel(std::size_t object_width, std::span<float> label) const {
  const std::size_t rows = object_width == 0 ? 0 : label.size() / object_width;
  if (plan_.objects.size() > rows) {
    throw Error(ErrorCode::kLimitExceeded, std::to_string(plan_.objects.size()) +
                                               " objects, but labels have room for " +
                                               std::to_string(rows));
  }
  std::ranges::fill(label, -1.0F);
  for (std::size_t i = 0; i < plan_.objects.size(); ++i) {
    const PlannedObject& object = plan_.objects[i];
    const std::span<float> row = label.subspan(i * object_width, object_width);
    const std::span<const float> values = objects_.values(object.index);
    std::ranges::copy(values.first(std::min(values.size(), row.size())), row.begin());
    row[1] = static_cast<float>(object.box.xmin);
    row[2] = static_cast<float>(object.box.ymin);
    row[3] = static_cast<float>(object.box.xmax);
    row[4] = static_cast<float>(object.box.ymax);
  }
  return plan_.objects.size();
}

}  // namespace imrec
