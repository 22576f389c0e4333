// The original of a record and its augmented samples, for previews.
#ifndef IMREC_READER_TOOL_PREVIEW_PREVIEW_SAMPLE_H_
#define IMREC_READER_TOOL_PREVIEW_PREVIEW_SAMPLE_H_

#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include <imrec/augment_recipe.h>
#include <imrec/image.h>
#include <imrec/record_store.h>
#include <imrec/sample_plan.h>

#include "reader/labels/detection_labels.h"
#include "reader/labels/label_encoder.h"
#include "reader/sample_loader.h"
#include "reader/tool/input_set.h"
#include "reader/tool/preview/contact_sheet.h"
#include "reader/tool/preview/label_tags.h"
#include "reader/tool/set_labels.h"

namespace imrec::tool {

/// Boxes are normalised to the image. Boxes of dropped objects are marked.
struct PreviewVariant {
  std::uint32_t epoch = 0;
  Image image;
  std::vector<LabelledBox> boxes;
  SamplePlan plan;
  BoundingBox window;  // the visible part, normalised to the original; may reach outside it
};

struct PreviewRecord {
  std::uint64_t key = 0;
  Image image;
  std::vector<LabelledBox> boxes;        // of a detection set
  std::vector<LabelTag> tags;            // of other sets: the label
  std::vector<LabelTag> classes;         // and all classes of the record
  std::vector<PreviewVariant> variants;  // of epochs 0, 1, 2 and so on
};

/// Makes the samples, one record after the other. Not thread-safe.
class PreviewSource {
 public:
  /// `records` and `recipe` must outlive it.
  PreviewSource(const RecordStore& records, const AugmentRecipe& recipe, const SetLabels& labels,
                std::vector<std::string> class_names, std::uint64_t seed,
                const ImageLimits& limits = {});

  /// Pixels are the same as those of a reader with the same seed and epoch. Throws Error for a bad
  /// record.
  PreviewRecord Get(std::uint64_t ordinal, std::uint32_t variants);

 private:
  PreviewVariant GetVariant(std::uint64_t ordinal, std::uint32_t epoch);
  LabelledBox Labelled(const BoundingBox& box, std::size_t object, bool dropped) const;
  void AddTags(std::uint64_t ordinal, PreviewRecord& record);

  const RecordStore& records_;
  const AugmentRecipe& recipe_;
  SetLabels set_labels_;
  std::vector<std::string> class_names_;
  std::uint64_t seed_;
  std::unique_ptr<LabelEncoder> encoder_;
  const DetectionObjects* objects_;  // of the last record, in a detection set
  SampleLoader loader_;
  std::vector<std::byte> scratch_;
  std::vector<float> labels_;
  std::vector<float> image_;
};

/// Returns the ordinals of the records with this key, at least one; keys may repeat across files.
/// Throws Error(kNotFound) with the name of the set.
std::vector<std::uint64_t> OrdinalsOf(const InputSet& input, std::uint64_t key);

}  // namespace imrec::tool

#endif  // IMREC_READER_TOOL_PREVIEW_PREVIEW_SAMPLE_H_
