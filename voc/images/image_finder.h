// Finds the image of an annotation.
#ifndef IMREC_VOC_IMAGES_IMAGE_FINDER_H_
#define IMREC_VOC_IMAGES_IMAGE_FINDER_H_

#include <cstdint>
#include <filesystem>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "voc/images/path_index.h"

namespace imrec {

/// Images, by their numbers in the ImageFinder.
using ImageNumbers = std::span<const std::uint32_t>;

/// How an image matches a name.
enum class ImageMatch {
  kExact,           // it has that path, except for the case of the extension
  kOtherFolder,     // the only image with that name, in another folder
  kOtherExtension,  // the only image with that stem; no file has the name
  kOtherName,       // it has the name of the annotation, not the one that the annotation contains
  kUnsupported,     // a file with that name exists, but imrec cannot read its format
  kMissing,
  kAmbiguous,  // several images match
};

struct FoundImage {
  ImageMatch match = ImageMatch::kMissing;
  ImageNumbers images = {};         // the image, or all that match
  ImageNumbers more = {};           // kAmbiguous: those that match in another way
  bool by_annotation_name = false;  // kExact for the name of the annotation file itself

  /// Returns true if `images` contains the one image.
  bool found() const { return match <= ImageMatch::kOtherName; }
};

/// Finds image files of supported formats below a folder. Returns only files that exist below the
/// folder, so a path in an annotation cannot lead out of it. Thread-safe after construction.
class ImageFinder {
 public:
  /// Throws Error if the folder cannot be read.
  explicit ImageFinder(const std::filesystem::path& folder);
  ImageFinder(const ImageFinder&) = delete;
  ImageFinder& operator=(const ImageFinder&) = delete;

  const std::filesystem::path& folder() const { return folder_; }
  std::uint32_t size() const { return static_cast<std::uint32_t>(images_.size()); }
  /// The path of an image, relative to the folder, with '/'. Images are sorted by path.
  const std::string& image(std::uint32_t number) const { return images_[number]; }

  /// Finds the image that a JSON file names: by its path; then by its name in another folder; then,
  /// if no file has that name, by its stem with another extension. Each step succeeds only if
  /// exactly one image matches. Paths may start above or below the folder and may have backslashes.
  FoundImage Find(std::string_view name) const;

  /// Finds the image for a web address, by the end of its path.
  FoundImage FindUrl(std::string_view url) const;

  /// Finds the image of the annotation `STEM.xml`, a path below the annotations, which contains
  /// `filename`. That may be empty or have no extension. Returns the file with that name in the
  /// folder of STEM; then the file with the name of the annotation, which has precedence if the two
  /// disagree, as in VOC; then the result of Find().
  FoundImage FindVoc(const std::string& stem, std::string_view filename) const;

  /// Returns the images of an ambiguous match for messages: "a.jpg, b.jpg and 3 more".
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
  std::vector<std::string> others_;  // files of other formats, and those that are not regular
  PathIndex names_;
  PathIndex stems_;
  PathIndex other_names_;
};

}  // namespace imrec

#endif  // IMREC_VOC_IMAGES_IMAGE_FINDER_H_
