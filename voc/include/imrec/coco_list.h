// COCO "instances" JSON to the same detection lists as VOC.
#ifndef IMREC_COCO_LIST_H_
#define IMREC_COCO_LIST_H_

#include <cstdint>
#include <filesystem>
#include <functional>
#include <istream>
#include <string>

#include <imrec/voc_list.h>

namespace imrec {

/// As MakeVocList(). Images are found below `images` by the names that the file gives them, or at
/// the end of their coco_url if they have no other: by the exact path; else the one file of that
/// name in another folder; else the one of that stem, if no file has the name. Crowds count as
/// difficult. Classes are the file's categories by ascending id (in the file's order if there are
/// other ids than numbers), unless the options name them. Ids are integers or strings, compared as
/// written. Of the options, `set` and `coordinates` do not apply: boxes are edges in pixels from 0.
/// Throws Error if the file is no COCO JSON.
VocList MakeCocoList(const std::filesystem::path& file, const std::filesystem::path& images,
                     const VocListOptions& options,
                     const std::function<void(std::uint64_t, std::uint64_t)>& on_progress = {});

/// The same from a stream, which messages call `name`.
VocList MakeCocoList(std::istream& json, const std::string& name,
                     const std::filesystem::path& images, const VocListOptions& options,
                     const std::function<void(std::uint64_t, std::uint64_t)>& on_progress = {});

}  // namespace imrec

#endif  // IMREC_COCO_LIST_H_
