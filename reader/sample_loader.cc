#include "reader/sample_loader.h"

#include <imrec/image_record.h>

namespace imrec {

// Measures consecutive stages, with one reading of the clock between two stages. A stage that
// throws counts, too.
class SampleLoader::StageClock {
 public:
  StageClock(StageTimes& times, Stage first) : times_(times), stage_(first) {}
  StageClock(const StageClock&) = delete;
  StageClock& operator=(const StageClock&) = delete;
  ~StageClock() { Begin(stage_); }

  void Begin(Stage next) {
    const auto now = std::chrono::steady_clock::now();
    times_[stage_] += now - began_;
    began_ = now;
    stage_ = next;
  }

 private:
  StageTimes& times_;
  Stage stage_;
  std::chrono::steady_clock::time_point began_ = std::chrono::steady_clock::now();
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
  records_.Read(ordinal, payload_);
  const ImageRecordView record(payload_);
  record.CopyLabels(labels_);
  label_encoder_.Parse(labels_);
  return pipeline_.Open(record.image());
}

void SampleLoader::MakeImage(std::uint64_t ordinal, const SampleKey& key,
                             std::span<std::byte> image) {
  StageClock clock(times_, Stage::kRead);
  const ImageSize source = ReadRecord(ordinal);
  clock.Begin(Stage::kPlan);
  pipeline_.Plan(source, label_encoder_.boxes(), key, plan_);
  clock.Begin(Stage::kDecode);
  const ShownSource shown = pipeline_.Decode(plan_);
  clock.Begin(Stage::kRender);
  pipeline_.Render(plan_, shown, image);
}

}  // namespace imrec
