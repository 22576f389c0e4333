// Finding the images under a folder, with the classes that their folders stand for.
#ifndef IMREC_IM2REC_FOLDER_WALK_H_
#define IMREC_IM2REC_FOLDER_WALK_H_

#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

#include <imrec/error.h>
#include <imrec/list_images.h>

#include "im2rec/file_extensions.h"

namespace imrec {

struct FoundImage {
  std::string path;  // relative to the root
  std::uint32_t class_id = 0;
};

struct FoundImages {
  std::vector<FoundImage> images;
  /// Per class its folder, relative to the root ("." for the root itself). Empty without recursion.
  std::vector<std::string> classes;
  /// Folders that could not be read, and images whose names no list line can hold.
  std::vector<Error> problems;
};

/// Walks as im2rec.py: the files of a folder before its folders, each sorted by bytes, folders
/// behind symbolic links included. A link back to a folder above it is not followed. Looks at names
/// and kinds of files, never into them. Up to `threads` threads (0: one per core) read folders;
/// what is found does not depend on their number. Throws Error if `root` cannot be read.
FoundImages FindImages(const std::filesystem::path& root, WalkDepth depth,
                       const FileExtensions& extensions, int threads = 0,
                       const OnFoldersRead& on_progress = {});

}  // namespace imrec

#endif  // IMREC_IM2REC_FOLDER_WALK_H_
