#include "reader/sample_loader.h"

#include <utility>

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

SampleLoader::SampleLoader(const RecordStore& records, const AugmentRecipe& recipe,
                           LabelRows& labels, const TensorFormat& format, const ImageLimits& limits)
    : records_(records),
      label_rows_(labels),
      planner_(recipe),
      renderer_(recipe, format),
      decoder_(limits) {}

std::size_t SampleLoader::Load(std::uint64_t ordinal, const SampleKey& key,
                               std::span<std::byte> image, std::span<float> label) {
  try {
    MakeImage(ordinal, key, image);
    return label_rows_.Write(plan_, label);
  } catch (const Error& error) {
    throw error.Within(records_.Where(ordinal));
  }
}

void SampleLoader::Render(std::uint64_t ordinal, const SampleKey& key, std::span<float> image) {
  try {
    MakeImage(ordinal, key, std::as_writable_bytes(image));
  } catch (const Error& error) {
    throw error.Within(records_.Where(ordinal));
  }
}

void SampleLoader::PlanOnly(std::uint64_t ordinal, const SampleKey& key, PlanTrace* trace) {
  try {
    ReadRecord(ordinal);
    planner_.Plan(source_size_, label_rows_.boxes(), key, plan_, trace);
  } catch (const Error& error) {
    throw error.Within(records_.Where(ordinal));
  }
}

const Image& SampleLoader::LoadOriginal(std::uint64_t ordinal) {
  try {
    ReadRecord(ordinal);
    decoder_.Decode(encoded_, ColorMode::kRgb, stored_);
    ApplyOrientation(stored_.view(), orientation_, image_);
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
  label_rows_.Set(labels_);
  encoded_ = record.image();
  const ImageInfo info = decoder_.ReadCheckedInfo(encoded_);
  orientation_ = info.orientation;
  source_size_ = OrientedSize(info.size, orientation_);
}

void SampleLoader::MakeImage(std::uint64_t ordinal, const SampleKey& key,
                             std::span<std::byte> image) {
  ReadRecord(ordinal);
  {
    const StageTimer timer(times_, Stage::kPlan);
    planner_.Plan(source_size_, label_rows_.boxes(), key, plan_);
  }
  if (!plan_.ShowsSource()) {
    const StageTimer timer(times_, Stage::kRender);
    renderer_.RenderFill(plan_, image);
    return;
  }
  const ImagePart part = Aim();
  if (DecodeYcbcr(part)) {
    const StageTimer timer(times_, Stage::kRender);
    renderer_.RenderPart(plan_, ycbcr_, image);
  } else {
    const ImageView shown = DecodePart(part);
    const StageTimer timer(times_, Stage::kRender);
    renderer_.RenderPart(plan_, shown, image);
  }
}

ImagePart SampleLoader::Aim() {
  const StageTimer timer(times_, Stage::kRender);
  return renderer_.Aim(plan_, Divisor());
}

// Pictures as they are stored, if nothing speaks against it.
bool SampleLoader::DecodeYcbcr(const ImagePart& part) {
  if (orientation_ != 1 || !SampleRenderer::TakesYcbcr(plan_)) return false;
  const StageTimer timer(times_, Stage::kDecode);
  return decoder_.DecodeYcbcr(encoded_, part, ycbcr_);
}

int SampleLoader::Divisor() {
  int divisor = decoder_.Divisor(encoded_, renderer_.Divisor(plan_));
  // Turned around, a side that doesn't divide would begin in the middle of a pixel.
  if (orientation_ != 1) {
    while (source_size_.width % divisor != 0 || source_size_.height % divisor != 0) divisor /= 2;
  }
  return divisor;
}

// Labels are of the upright picture, which is also what MXNet's reader sees.
ImageView SampleLoader::DecodePart(const ImagePart& part) {
  const StageTimer timer(times_, Stage::kDecode);
  if (orientation_ == 1) return decoder_.DecodePart(encoded_, ColorMode::kRgb, part, image_);
  // Turning is its own inverse as to sizes.
  const ImageSize stored = OrientedSize(source_size_, orientation_);
  const PixelWindow window =
      StoredWindow(part.window, ShrunkSize(stored, part.divisor), orientation_);
  const ImageView turned = decoder_.DecodePart(
      encoded_, ColorMode::kRgb, {.window = window, .divisor = part.divisor}, stored_);
  ApplyOrientation(turned, orientation_, image_);
  return std::as_const(image_).view();
}

}  // namespace imrec
