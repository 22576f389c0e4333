// What a preview shows of a record: its original, and what the reader makes of it in an epoch.
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

/// Boxes are normalised to the image; those of objects that the crop drops are told apart.
struct PreviewVariant {
  std::uint32_t epoch = 0;
  Image image;
  std::vector<LabelledBox> boxes;
  SamplePlan plan;
  BoundingBox window;  // what it shows, normalised to the original; may reach beyond it
};

struct PreviewRecord {
  std::uint64_t key = 0;
  Image image;
  std::vector<LabelledBox> boxes;        // of a detection set
  std::vector<LabelTag> tags;            // of other sets: what the label says
  std::vector<LabelTag> classes;         // and all classes that the record shows
  std::vector<PreviewVariant> variants;  // of epochs 0, 1, 2 ..
};

/// Makes what is shown, one record after the other. Not thread-safe.
class PreviewSource {
 public:
  /// `records` and `recipe` must outlive it.
  PreviewSource(const RecordStore& records, const AugmentRecipe& recipe, const SetLabels& labels,
                std::vector<std::string> class_names, std::uint64_t seed,
                const ImageLimits& limits = {});

  /// The pixels are those of the reader for the same seed and epoch. Throws Error for a record that
  /// is bad.
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
  const DetectionObjects* objects_;  // of the record loaded last, in a detection set
  SampleLoader loader_;
  std::vector<std::byte> scratch_;
  std::vector<float> labels_;
  std::vector<float> image_;
};

/// The ordinals of the records with this key, at least one; files of a set may use the same keys.
/// Throws Error(kNotFound) that names the set.
std::vector<std::uint64_t> OrdinalsOf(const InputSet& input, std::uint64_t key);

}  // namespace imrec::tool

#endif  // IMREC_READER_TOOL_PREVIEW_PREVIEW_SAMPLE_H_
