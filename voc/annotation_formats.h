// The annotation formats that imrec reads.
#ifndef IMREC_VOC_ANNOTATION_FORMATS_H_
#define IMREC_VOC_ANNOTATION_FORMATS_H_

#include <memory>
#include <span>
#include <string_view>

#include <imrec/annotation_list.h>

#include "voc/annotation_source.h"

namespace imrec {

struct AnnotationFormat {
  std::string_view name;   // of --from
  std::string_view title;  // for messages
  std::string_view takes;  // what AnnotationInput::paths are: "one JSON file"
  std::string_view coordinates =
      {};                 // valid values, separated by commas; the first is the usual one
  bool has_sets = false;  // VocListOptions::set selects a part
  bool takes_annotations = false;
  bool takes_label_map = false;
  bool needs_images = false;  // AnnotationInput::images must be given
  bool takes_stream = false;
  bool has_groups = false;
  /// Reads what describes the whole set. Throws Error as MakeAnnotationList() does.
  std::unique_ptr<AnnotationSource> (*open)(const AnnotationInput& input,
                                            const VocListOptions& options, VocProblems& problems);
};

/// All formats, VOC first.
std::span<const AnnotationFormat> AnnotationFormats();

/// Returns the format of that name. Throws Error(kInvalidArgument) if there is none.
const AnnotationFormat& FindAnnotationFormat(std::string_view name);

/// Throws Error(kInvalidArgument), with the option of voc2lst, if the input has something that the
/// format does not take, or lacks something that it needs.
void CheckAnnotationInput(const AnnotationFormat& format, const AnnotationInput& input,
                          const VocListOptions& options);

}  // namespace imrec

#endif  // IMREC_VOC_ANNOTATION_FORMATS_H_
