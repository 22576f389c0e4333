// One sample from record to network input: read, plan, decode, render.
#ifndef IMREC_READER_SAMPLE_LOADER_H_
#define IMREC_READER_SAMPLE_LOADER_H_

#include <array>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include <imrec/image_codec.h>
#include <imrec/reader_stats.h>
#include <imrec/record_set.h>
#include <imrec/sample_plan.h>
#include <imrec/sample_renderer.h>

#include "reader/detection_labels.h"

namespace imrec {

/// Loads samples one after the other with its own working memory; each worker has one. What it
/// yields depends on the record set, the recipe and the arguments alone. Not thread-safe.
class SampleLoader {
 public:
  /// `records` must outlive the loader.
  SampleLoader(const RecordSet& records, const AugmentRecipe& recipe);

  /// Loads record `ordinal` as in (seed, epoch): writes the image (3 x height x width floats) and
  /// the label rows (-1 where there is no object), and returns the number of objects. Throws Error
  /// with file, key and offset if the record is bad. Objects beyond the label's rows are an error.
  std::size_t Load(std::uint64_t ordinal, std::uint64_t seed, std::uint32_t epoch,
                   std::size_t object_width, std::span<float> image, std::span<float> label);

  /// Only plans the sample, which takes no decoding. `trace` as in SamplePlanner::Plan.
  void PlanOnly(std::uint64_t ordinal, std::uint64_t seed, std::uint32_t epoch,
                PlanTrace* trace = nullptr);

  /// Of the sample loaded or planned last, valid until the next call.
  const SamplePlan& plan() const { return plan_; }
  const DetectionObjects& objects() const { return objects_; }

  /// Reads a record's objects and decodes its whole image, turned upright, without augmentation.
  const Image& LoadOriginal(std::uint64_t ordinal);

  /// Time spent so far.
  const StageTimes& stage_times() const { return times_; }

 private:
  class StageTimer;

  void ReadRecord(std::uint64_t ordinal);
  void DecodeImage();
  std::size_t WriteLabel(std::size_t object_width, std::span<float> label) const;

  const RecordSet& records_;
  SamplePlanner planner_;
  SampleRenderer renderer_;
  AnyImageDecoder decoder_;
  std::vector<std::byte> payload_;
  std::vector<float> labels_;
  std::span<const std::byte> encoded_;
  ImageSize source_size_;  // upright
  int orientation_ = 1;
  DetectionObjects objects_;
  SamplePlan plan_;
  Image image_;
  Image stored_;  // before it is turned upright
  StageTimes times_;
};

}  // namespace imrec

#endif  // IMREC_READER_SAMPLE_LOADER_H_
