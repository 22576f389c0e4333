// Finds the images below a folder, and numbers their folders as classes.
#ifndef IMREC_IM2REC_LIST_FOLDER_WALK_H_
#define IMREC_IM2REC_LIST_FOLDER_WALK_H_

#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

#include <imrec/error.h>
#include <imrec/list_images.h>

#include "im2rec/list/file_extensions.h"

namespace imrec {

struct FolderImage {
  std::string path;  // relative to the root
  std::uint32_t class_id = 0;
};

struct FolderImages {
  std::vector<FolderImage> images;
  /// The folder of each class, relative to the root ("." for the root itself). Empty without
  /// recursion.
  std::vector<std::string> classes;
  /// Folders that could not be read, and images whose names a list cannot contain.
  std::vector<Error> problems;
};

/// Walks in the order of im2rec.py: the files of a folder before its subfolders, each sorted by
/// bytes. Follows symbolic links to folders, unless a link leads to a folder that contains it. Does
/// not open files. Up to `threads` threads (0: one per core) read folders; the result does not
/// depend on their number. Throws Error if `root` cannot be read.
FolderImages FindImages(const std::filesystem::path& root, WalkDepth depth,
                        const FileExtensions& extensions, int threads = 0,
                        const OnFoldersRead& on_progress = {});

}  // namespace imrec

#endif  // IMREC_IM2REC_LIST_FOLDER_WALK_H_
