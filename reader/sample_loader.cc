#include "reader/sample_loader.h"

#include <imrec/image_record.h>

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
                           LabelEncoder& labels, const TensorFormat& format,
                           const ImageLimits& limits)
    : records_(records), label_encoder_(labels), pipeline_(recipe, format, limits) {}

std::size_t SampleLoader::Load(std::uint64_t ordinal, const SampleKey& key,
                               std::span<std::byte> image, std::span<float> label) {
  try {
    MakeImage(ordinal, key, image);
    return label_encoder_.Encode(plan(), label);
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
    const ImageSize source = ReadRecord(ordinal);
    pipeline_.Plan(source, label_encoder_.boxes(), key, plan_, trace);
  } catch (const Error& error) {
    throw error.Within(records_.Where(ordinal));
  }
}

const Image& SampleLoader::LoadOriginal(std::uint64_t ordinal) {
  try {
    ReadRecord(ordinal);
    return pipeline_.DecodeOriginal();
  } catch (const Error& error) {
    throw error.Within(records_.Where(ordinal));
  }
}

// Reads the labels and opens the image, whose bytes stay in payload_. Returns its size, upright.
ImageSize SampleLoader::ReadRecord(std::uint64_t ordinal) {
  const StageTimer timer(times_, Stage::kRead);
  records_.Read(ordinal, payload_);
  const ImageRecordView record(payload_);
  record.CopyLabels(labels_);
  label_encoder_.Parse(labels_);
  return pipeline_.Open(record.image());
}

void SampleLoader::MakeImage(std::uint64_t ordinal, const SampleKey& key,
                             std::span<std::byte> image) {
  const ImageSize source = ReadRecord(ordinal);
  {
    const StageTimer timer(times_, Stage::kPlan);
    pipeline_.Plan(source, label_encoder_.boxes(), key, plan_);
  }
  ShownSource shown;
  {
    const StageTimer timer(times_, Stage::kDecode);
    shown = pipeline_.Decode(plan_);
  }
  const StageTimer timer(times_, Stage::kRender);
  pipeline_.Render(plan_, shown, image);
}

}  // namespace imrec
