// Joining identity sets (face recognition, see imrec/identity_set.h) to one.
#ifndef IMREC_READER_TOOL_FILES_IDENTITY_MERGE_H_
#define IMREC_READER_TOOL_FILES_IDENTITY_MERGE_H_

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "reader/tool/input_set.h"

namespace imrec::tool {

/// What to write: images of one identity follow each other, which the layout needs.
struct IdentityMerge {
  struct Image {
    std::uint64_t ordinal = 0;
    std::uint32_t identity = 0;  // in the merged set
  };
  std::vector<Image> images;
  /// What was added to the identities of each SET of the command line; 0 for the first.
  std::vector<std::uint64_t> shifts;
  std::uint64_t identities = 0;
};

/// Looks at the labels of all records. Unless they are of the `same_people`, identities of the
/// second and later sets are numbered after those of the sets before. Throws Error for a record
/// that cannot be read or whose first label is no identity, and if there are too many for a label.
IdentityMerge PlanIdentityMerge(const InputSet& input, bool same_people);

/// Replaces the first label of an image record.
void SetIdentity(std::uint32_t identity, std::span<std::byte> payload);

}  // namespace imrec::tool

#endif  // IMREC_READER_TOOL_FILES_IDENTITY_MERGE_H_
