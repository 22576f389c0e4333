// Everything that is decided before the first image of a list is packed.
#ifndef IMREC_IM2REC_PACK_PACK_SETUP_H_
#define IMREC_IM2REC_PACK_PACK_SETUP_H_

#include <filesystem>
#include <map>
#include <string>

#include <imrec/pack_list.h>

#include "im2rec/list/list_source.h"
#include "im2rec/pack/pack_plan.h"

namespace imrec {

struct PackSetup {
  PackPlan plan;
  LabelPacking labels = LabelPacking::kInHeader;
  std::uint64_t lines_without_boxes = 0;            // see PackResult
  std::map<std::string, std::string> options = {};  // for the manifest
  std::filesystem::path prefix = {};                // of the data set
};

/// Checks the options and ROOT, finds the class names of the list, and decides which lines are
/// packed, and how. Throws Error as PackList().
PackSetup PreparePacking(ListSource& list, const std::filesystem::path& root,
                         const PackOptions& options, const PackObserver& observer);

/// Returns true if the class names of the list are to be written to PREFIX.classes.txt, where
/// readers look for them.
bool WritesClassNames(const ListSource& list, const std::filesystem::path& prefix);

/// The extension of that file.
inline constexpr const char* kClassNamesExtension = ".classes.txt";

/// Throws Error for a line that cannot be packed, for OnPackError::kFail.
[[noreturn]] void FailForLine(const std::string& list, const SkippedLine& line);

}  // namespace imrec

#endif  // IMREC_IM2REC_PACK_PACK_SETUP_H_
