// Making .lst files from a folder of images.
#ifndef IMREC_IM2REC_LISTING_H_
#define IMREC_IM2REC_LISTING_H_

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

#include <imrec/error.h>

#include "im2rec/folder_walk.h"
#include "im2rec/list_split.h"

namespace imrec {

struct ListingOptions {
  WalkDepth depth = WalkDepth::kRootOnly;
  std::vector<std::string> extensions = {".jpeg", ".jpg", ".png"};
  SplitOptions split = {};
  bool shuffle = true;
  std::uint64_t seed = 100;  // im2rec.py's
  int threads = 0;           // that read folders; 0: one per core
  // With WalkDepth::kRecursive: folders in the order of their class numbers, so that lists made of
  // several roots agree; empty: as they are met.
  std::vector<std::string> classes = {};
};

struct WrittenList {
  std::filesystem::path path;
  std::size_t images = 0;
};

struct ListingResult {
  std::size_t images = 0;
  std::vector<WrittenList> lists;
  std::vector<std::string> classes;    // with WalkDepth::kRecursive: folders, by class number
  std::filesystem::path classes_file;  // their names, one per line; empty if there are no classes
  std::vector<Error> problems;         // what was left out, and why
};

/// Lists the images under `root` in PREFIX.lst, or PREFIX_train.lst and so on, exactly as im2rec.py
/// does. Throws Error if no image is found, if a folder with images is none of the given classes,
/// or if the lists cannot be written; then the lists that were there stay.
ListingResult MakeLists(const std::filesystem::path& prefix, const std::filesystem::path& root,
                        const ListingOptions& options);

/// As MakeLists() for one list, whose text replaces `text`; writes no files. Throws
/// Error(kInvalidArgument) if the options split the list.
ListingResult MakeListText(const std::filesystem::path& root, const ListingOptions& options,
                           std::string& text);

}  // namespace imrec

#endif  // IMREC_IM2REC_LISTING_H_
