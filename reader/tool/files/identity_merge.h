// Joins identity sets (face recognition, see imrec/identity_set.h).
#ifndef IMREC_READER_TOOL_FILES_IDENTITY_MERGE_H_
#define IMREC_READER_TOOL_FILES_IDENTITY_MERGE_H_

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "reader/tool/input_set.h"

namespace imrec::tool {

/// The order of the merged set. All images of an identity follow each other, as the layout
/// requires.
struct IdentityMerge {
  struct Image {
    std::uint64_t ordinal = 0;
    std::uint32_t identity = 0;  // in the merged set
  };
  std::vector<Image> images;
  /// The number added to the identities of each SET of the command line; 0 for the first.
  std::vector<std::uint64_t> shifts;
  std::uint64_t identities = 0;
};

/// Reads the labels of all records. Unless `same_people` is true, identities of the second and
/// later sets are numbered after those of the sets before. Throws Error if a record cannot be read,
/// if its first label is not an identity, or if there are more identities than a label can
/// represent.
IdentityMerge PlanIdentityMerge(const InputSet& input, bool same_people);

/// Replaces the first label of an image record.
void SetIdentity(std::uint32_t identity, std::span<std::byte> payload);

}  // namespace imrec::tool

#endif  // IMREC_READER_TOOL_FILES_IDENTITY_MERGE_H_
