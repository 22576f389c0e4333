// Finds out what a folder on the command line contains.
#ifndef IMREC_RECORDIO_CONSOLE_FOLDER_CONTENTS_H_
#define IMREC_RECORDIO_CONSOLE_FOLDER_CONTENTS_H_

#include <cstddef>
#include <filesystem>
#include <vector>

namespace imrec::console {

/// The contents of a folder, determined from the names of its entries. In large folders, not all
/// entries are included.
struct FolderContents {
  bool voc = false;                               // has VOC annotations, also in Annotations/
  std::vector<std::filesystem::path> lists;       // .lst, sorted
  std::vector<std::filesystem::path> records;     // .rec and .rec.zst, sorted
  std::vector<std::filesystem::path> json_files;  // .json without manifests, sorted
  std::vector<std::filesystem::path> folders;     // sorted
  std::size_t images = 0;                         // .jpg, .jpeg, .png
};
/// Returns the contents of a folder. Does not throw Error; an unreadable folder is empty.
FolderContents LookIntoFolder(const std::filesystem::path& folder);

}  // namespace imrec::console

#endif  // IMREC_RECORDIO_CONSOLE_FOLDER_CONTENTS_H_
