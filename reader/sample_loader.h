// One sample from record to network input: read, plan, decode, render.
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
#include <imrec/sample_augmenter.h>

#include "reader/label_rows.h"

namespace imrec {

/// Loads samples one after the other with its own working memory; each worker has one. What it
/// yields depends on the records, the recipe and the arguments alone. Not thread-safe.
class SampleLoader {
 public:
  /// `records` and `labels` must outlive the loader. Images beyond `limits` are bad.
  SampleLoader(const RecordStore& records, const AugmentRecipe& recipe, LabelRows& labels,
               const TensorFormat& format = {}, const ImageLimits& limits = {});

  /// Loads record `ordinal` as it is augmented for `key`: writes the image and the label row, and
  /// returns the number of real objects. Throws Error with file, key and offset if the record is
  /// bad.
  std::size_t Load(std::uint64_t ordinal, const SampleKey& key, std::span<std::byte> image,
                   std::span<float> label);

  /// The same without the label row, for float32 formats.
  void Render(std::uint64_t ordinal, const SampleKey& key, std::span<float> image);

  /// Only plans the sample, which takes no decoding. `trace` as in SamplePlanner::Plan.
  void PlanOnly(std::uint64_t ordinal, const SampleKey& key, PlanTrace* trace = nullptr);

  /// Of the sample loaded or planned last, valid until the next call.
  const SamplePlan& plan() const { return augmenter_.plan(); }

  /// Reads a record's labels and decodes its whole image, turned upright, without augmentation.
  const Image& LoadOriginal(std::uint64_t ordinal);

  /// Time spent so far.
  const StageTimes& stage_times() const { return times_; }

 private:
  class StageTimer;

  void ReadRecord(std::uint64_t ordinal);
  void MakeImage(std::uint64_t ordinal, const SampleKey& key, std::span<std::byte> image);

  const RecordStore& records_;
  LabelRows& label_rows_;
  SampleAugmenter augmenter_;
  std::vector<std::byte> payload_;
  std::vector<float> labels_;
  StageTimes times_;
};

}  // namespace imrec

#endif  // IMREC_READER_SAMPLE_LOADER_H_
