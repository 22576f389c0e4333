// Converts COCO "instances" JSON to detection lists, as voc_list.h does for VOC.
#ifndef IMREC_COCO_LIST_H_
#define IMREC_COCO_LIST_H_

#include <cstdint>
#include <filesystem>
#include <functional>
#include <istream>
#include <string>

#include <imrec/export.h>
#include <imrec/voc_list.h>

namespace imrec {

/// Makes a list from a COCO file and the headers of its images, as MakeVocList().
///
/// Looks for an image below `images` by its file_name, or by the end of its coco_url if it has no
/// file_name: first by the exact path; then for the only file with that name in another folder;
/// then, if no file has that name, for the only one with that stem.
///
/// Crowds count as difficult. Unless the options set classes, they are the categories of the file
/// by ascending id, or in the order of the file if some ids are not numbers. Ids are integers or
/// strings and are compared as written. The options `set` and `coordinates` have no effect: COCO
/// boxes are pixel edges, counted from 0.
///
/// Throws Error(kCorruptData) if the file is not COCO JSON, and Error if the file or the folder
/// cannot be read.
IMREC_EXPORT VocList
MakeCocoList(const std::filesystem::path& file, const std::filesystem::path& images,
             const VocListOptions& options,
             const std::function<void(std::uint64_t, std::uint64_t)>& on_progress = {});

/// Same, but reads a stream. `name` is its name in messages.
IMREC_EXPORT VocList
MakeCocoList(std::istream& json, const std::string& name, const std::filesystem::path& images,
             const VocListOptions& options,
             const std::function<void(std::uint64_t, std::uint64_t)>& on_progress = {});

}  // namespace imrec

#endif  // IMREC_COCO_LIST_H_
