// Lists the images of a folder, as im2rec --list does.
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
#include <imrec/export.h>

namespace imrec {

enum class WalkDepth {
  kRootOnly,   // only files directly in the root, all of class 0
  kRecursive,  // all folders; each folder that contains an image is a class, in walk order
};

/// How a list is split: into chunks, and each chunk into parts for training, validation and
/// testing.
struct SplitOptions {
  double train_ratio = 1;  // 0..1; 1: no parts, one list per chunk
  double test_ratio = 0;   // 0..1; the rest is for validation
  std::size_t chunks = 1;  // at least 1, at most the number of images
};

/// Returns the file extensions of images that are listed by default: MXNet's three (.jpeg .jpg
/// .png), then those of the other formats that this build of imrec reads.
IMREC_EXPORT std::vector<std::string> DefaultImageExtensions();

/// Which images are listed, in what order, and in which lists.
struct ListingOptions {
  WalkDepth depth = WalkDepth::kRootOnly;
  std::vector<std::string> extensions = DefaultImageExtensions();  // case is ignored
  SplitOptions split = {};
  bool shuffle = true;
  std::uint64_t seed = 100;  // the default is that of im2rec.py
  int threads = 0;           // for reading folders; 0: one per core
  /// With WalkDepth::kRecursive: the folders by class number, so that lists of several roots have
  /// the same classes. If empty, classes are numbered in walk order.
  std::vector<std::string> classes = {};
};

/// A list that was written.
struct WrittenList {
  std::filesystem::path path;
  std::size_t images = 0;
  /// The modification time of the file that was replaced; nullopt if there was none.
  std::optional<std::filesystem::file_time_type> replaced = {};
};

/// What ListImages() has written.
struct ListingResult {
  std::size_t images = 0;
  std::vector<WrittenList> lists;
  std::vector<std::string> classes;    // with WalkDepth::kRecursive: folders, by class number
  std::filesystem::path classes_file;  // PREFIX.classes.txt; empty if there are no classes
  std::vector<Error> problems;         // folders and files that were omitted
};

/// Called with the number of folders read and the number known so far, from one thread at a time.
using OnFoldersRead = std::function<void(std::uint64_t done, std::uint64_t known)>;

/// Writes the images below `root` to PREFIX.lst, or to PREFIX_train.lst and so on. The lines are
/// the same as those of im2rec.py. Writes class names to PREFIX.classes.txt and, if the lists have
/// other names, to a file next to each (PREFIX_train.classes.txt), where packing looks for them.
/// Creates the folder of PREFIX. Throws Error if no image is found, if a folder with images is not
/// one of the given classes, or if the lists cannot be written; existing lists then stay.
IMREC_EXPORT ListingResult MakeImageLists(const std::filesystem::path& prefix,
                                          const std::filesystem::path& root,
                                          const ListingOptions& options = {},
                                          const OnFoldersRead& on_progress = {});

/// As MakeImageLists() for one list, but replaces `text` by it and writes no files. Throws
/// Error(kInvalidArgument) if the options split the list.
IMREC_EXPORT ListingResult MakeImageListText(const std::filesystem::path& root,
                                             const ListingOptions& options, std::string& text);

}  // namespace imrec

#endif  // IMREC_LIST_IMAGES_H_
