// COCO "instances" JSON to the same detection lists as VOC.
#ifndef IMREC_COCO_LIST_H_
#define IMREC_COCO_LIST_H_

#include <filesystem>
#include <functional>
#include <vector>

#include <imrec/voc_list.h>

namespace imrec {

/// As MakeVocList(). Images are found below `images` by the names that the file gives them. Crowds
/// count as difficult. Classes are the file's categories by ascending id, unless the options name
/// them. Of the options, `set` and `coordinates` do not apply: boxes are edges in pixels from 0.
/// Throws Error if the file is no COCO JSON.
VocList MakeCocoList(const std::filesystem::path& file, const std::filesystem::path& images,
                     const VocListOptions& options,
                     const std::function<void(std::uint64_t, std::uint64_t)>& on_progress = {});

}  // namespace imrec

#endif  // IMREC_COCO_LIST_H_
