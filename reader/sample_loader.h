// Makes the network input of one sample: reads, plans, decodes and renders.
#ifndef IMREC_READER_SAMPLE_LOADER_H_
#define IMREC_READER_SAMPLE_LOADER_H_

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include <imrec/random.h>
#include <imrec/reader_stats.h>
#include <imrec/record_store.h>

#include "augment/internal/augment_pipeline.h"
#include "augment/internal/sample_planner.h"
#include "reader/labels/label_encoder.h"

namespace imrec {

/// Loads one sample at a time with its own working memory; each worker has one. The results depend
/// only on the records, the recipe and the arguments. Not thread-safe.
class SampleLoader {
 public:
  /// `records` and `labels` must outlive the loader. Images that exceed `limits` are errors.
  SampleLoader(const RecordStore& records, const AugmentRecipe& recipe, LabelEncoder& labels,
               const TensorFormat& format = {}, const ImageLimits& limits = {});

  /// Loads record `ordinal` with the augmentation of `key`. Writes the image and the label row, and
  /// returns the number of objects or labels. Throws Error with file, key and offset if the record
  /// is bad.
  std::size_t Load(std::uint64_t ordinal, const SampleKey& key, std::span<std::byte> image,
                   std::span<float> label);

  /// Same without the label row, for float32 formats.
  void Render(std::uint64_t ordinal, const SampleKey& key, std::span<float> image);

  /// Plans the sample without decoding it. See SamplePlanner::Plan() for `trace`.
  void PlanOnly(std::uint64_t ordinal, const SampleKey& key, PlanTrace* trace = nullptr);

  /// The plan of the last sample that was loaded or planned; valid until the next call.
  const SamplePlan& plan() const { return plan_; }

  /// Reads the labels of a record and returns its whole image, upright and without augmentation.
  const Image& LoadOriginal(std::uint64_t ordinal);

  /// The time that Load() and Render() have taken so far.
  const StageTimes& stage_times() const { return times_; }

 private:
  class StageClock;

  ImageSize ReadRecord(std::uint64_t ordinal);
  void MakeImage(std::uint64_t ordinal, const SampleKey& key, std::span<std::byte> image);

  const RecordStore& records_;
  LabelEncoder& label_encoder_;
  AugmentPipeline pipeline_;
  SamplePlan plan_;
  std::vector<std::byte> payload_;
  std::vector<float> labels_;
  StageTimes times_;
};

}  // namespace imrec

#endif  // IMREC_READER_SAMPLE_LOADER_H_
