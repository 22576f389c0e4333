// Listing the images of a folder, as im2rec --list does.
//
//   imrec::MakeImageLists("data/pets", "photos", {.depth = imrec::WalkDepth::kRecursive});
#ifndef IMREC_LIST_IMAGES_H_
#define IMREC_LIST_IMAGES_H_

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include <imrec/error.h>

namespace imrec {

enum class WalkDepth {
  kRootOnly,   // files right in the root, all of class 0
  kRecursive,  // every folder that holds an image is a class, in the order of the walk
};

/// How a list is cut: into chunks, and these into lists for training, validation and testing.
struct SplitOptions {
  double train_ratio = 1;  // 0..1; 1: no parts, one list for each chunk
  double test_ratio = 0;   // 0..1; what the two leave is for validation
  std::size_t chunks = 1;  // at least 1, at most the number of images
};

struct ListingOptions {
  WalkDepth depth = WalkDepth::kRootOnly;
  std::vector<std::string> extensions = {".jpeg", ".jpg", ".png"};  // in any case
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
  /// When the file that was there had been written.
  std::optional<std::filesystem::file_time_type> replaced = {};
};

struct ListingResult {
  std::size_t images = 0;
  std::vector<WrittenList> lists;
  std::vector<std::string> classes;    // with WalkDepth::kRecursive: folders, by class number
  std::filesystem::path classes_file;  // PREFIX.classes.txt; empty if there are no classes
  std::vector<Error> problems;         // what was left out, and why
};

/// Called with the number of folders that are read, and of those that are known so far; from one
/// thread at a time.
using OnFoldersRead = std::function<void(std::uint64_t done, std::uint64_t known)>;

/// Lists the images below `root` in PREFIX.lst, or PREFIX_train.lst and so on, line for line as
/// im2rec.py does. Class names go to PREFIX.classes.txt, and with several lists to a file beside
/// each as well (PREFIX_train.classes.txt), where packing looks for them. The folder of PREFIX is
/// made. Throws Error if no image is found, if a folder with images is none of the given classes,
/// or if the lists cannot be written; then the lists that were there stay.
ListingResult MakeImageLists(const std::filesystem::path& prefix, const std::filesystem::path& root,
                             const ListingOptions& options = {},
                             const OnFoldersRead& on_progress = {});

/// As MakeImageLists() for one list, whose text replaces `text`; writes no files. Throws
/// Error(kInvalidArgument) if the options split the list.
ListingResult MakeImageListText(const std::filesystem::path& root, const ListingOptions& options,
                                std::string& text);

}  // namespace imrec

#endif  // IMREC_LIST_IMAGES_H_
