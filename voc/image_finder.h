// Finding the image that an annotation speaks of.
#ifndef IMREC_VOC_IMAGE_FINDER_H_
#define IMREC_VOC_IMAGE_FINDER_H_

#include <cstdint>
#include <filesystem>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "voc/path_index.h"

namespace imrec {

/// Images, by their numbers in the ImageFinder.
using ImageNumbers = std::span<const std::uint32_t>;

/// How a name led to an image.
enum class ImageMatch {
  kExact,           // it is the one that is named, but for the case of the extension
  kOtherFolder,     // the one image of that name, in another folder
  kOtherExtension,  // the one image of that stem; no file has the name
  kOtherName,       // the one of the annotation's own name, not of the name that it gives
  kUnsupported,     // a file of that name exists, but is none that imrec can read
  kMissing,
  kAmbiguous,  // several images could be meant
};

struct FoundImage {
  ImageMatch match = ImageMatch::kMissing;
  ImageNumbers images = {};         // the one, or all that could be meant
  ImageNumbers more = {};           // of kAmbiguous, by another way
  bool by_annotation_name = false;  // kExact by the name of the annotation file itself

  /// True if `images` holds the one.
  bool found() const { return match <= ImageMatch::kOtherName; }
};

/// Knows the image files below a folder, by what imrec reads. Only files that are there are ever
/// named, so no path in an annotation leads out of the folder. Thread-safe once made.
class ImageFinder {
 public:
  /// Throws Error if the folder cannot be read.
  explicit ImageFinder(const std::filesystem::path& folder);
  ImageFinder(const ImageFinder&) = delete;
  ImageFinder& operator=(const ImageFinder&) = delete;

  const std::filesystem::path& folder() const { return folder_; }
  std::uint32_t size() const { return static_cast<std::uint32_t>(images_.size()); }
  /// Relative to the folder, with '/'. In order of the names.
  const std::string& image(std::uint32_t number) const { return images_[number]; }

  /// The image that a JSON file names: by its path; else by its name in another folder; else, if no
  /// file has that name, by its stem with another extension. Each step counts only if there is one
  /// such image. Paths may start above or below the folder, and have backslashes.
  FoundImage Find(std::string_view name) const;

  /// The image at the end of a web address.
  FoundImage FindUrl(std::string_view url) const;

  /// The image of the XML file `STEM.xml`, a path below the annotations, that gives `filename`,
  /// which may be empty or lack its extension: the file of that name beside the stem's; else the
  /// file of the stem's name, which also comes first if the two disagree, as in VOC; else as
  /// Find().
  FoundImage FindVoc(const std::string& stem, std::string_view filename) const;

  /// "a.jpg, b.jpg and 3 more", of an ambiguous match.
  std::string Candidates(const FoundImage& found) const;

 private:
  ImageNumbers AtPath(std::string_view path) const;
  std::optional<FoundImage> FindExact(std::string_view path) const;
  FoundImage FindNormal(const std::string& path) const;
  FoundImage FindInOtherFolder(std::string_view path) const;
  FoundImage FindStem(std::string_view stem) const;
  FoundImage FindVocByStem(const std::string& stem) const;
  FoundImage FindVocByName(const std::string& folder, const std::string& name) const;
  FoundImage ChooseVoc(ImageNumbers own, std::string_view name) const;
  bool HasOtherFile(std::string_view path) const;
  std::string Below(std::string_view name) const;

  std::filesystem::path folder_;
  std::string absolute_folder_;
  std::vector<std::string> images_;
  std::vector<std::string> others_;  // no images for imrec, or no regular files
  PathIndex names_;
  PathIndex stems_;
  PathIndex other_names_;
};

}  // namespace imrec

#endif  // IMREC_VOC_IMAGE_FINDER_H_
