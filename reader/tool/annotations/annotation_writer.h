// Writes the annotations of extracted images in one format.
#ifndef IMREC_READER_TOOL_ANNOTATIONS_ANNOTATION_WRITER_H_
#define IMREC_READER_TOOL_ANNOTATIONS_ANNOTATION_WRITER_H_

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include <imrec/image.h>

namespace imrec::tool {

struct ExtractedImage {
  std::string name;  // without extension
  std::string file;  // name and extension
  ImageSize size;    // upright
  int channels = 3;
  std::span<const float> labels;  // a detection label
};

struct AnnotationSettings {
  std::filesystem::path root;            // the folder to write
  std::vector<std::string> class_names;  // may have fewer names than classes
  std::vector<std::string> fields;       // names of the values after each box
  bool drop_difficult = false;           // if the format cannot mark them

  /// Returns true if the object has the field, and it is not 0.
  bool Has(std::span<const float> object, std::string_view field) const;
};

/// Images are added in the order of the records. Functions throw Error(kIo) if a file cannot be
/// written. Not thread-safe.
class AnnotationWriter {
 public:
  explicit AnnotationWriter(AnnotationSettings settings) : settings_(std::move(settings)) {}
  AnnotationWriter(const AnnotationWriter&) = delete;
  AnnotationWriter& operator=(const AnnotationWriter&) = delete;
  virtual ~AnnotationWriter() = default;

  /// The folder of the images, relative to the root.
  virtual std::string ImageFolder() const = 0;
  /// Makes the folders of images and annotations. Called once, first.
  virtual void MakeFolders() = 0;
  /// Throws Error(kCorruptData), without having written anything, if the format cannot hold the
  /// labels.
  virtual void Add(const ExtractedImage& image) = 0;
  /// Writes what describes all images. `names` are those of all classes: given ones, and numbers.
  virtual void Finish(const std::vector<std::string>& names) = 0;
  /// What the format could not hold, as sentences.
  virtual std::vector<std::string> Losses() const { return {}; }

 protected:
  const AnnotationSettings& settings() const { return settings_; }

 private:
  AnnotationSettings settings_;
};

/// A format that `imrec extract` writes.
struct AnnotationOutput {
  std::string_view option;  // "--voc"
  std::string_view about;   // for --help
  std::unique_ptr<AnnotationWriter> (*make)(AnnotationSettings settings);
};
std::span<const AnnotationOutput> AnnotationOutputs();

/// Returns the class of an object. Throws Error(kCorruptData) if it is not a whole number, or has
/// no name and is so large that the names of all before it would fill files.
std::uint32_t RequireClass(std::span<const float> object, std::size_t names);

/// The corners of an object, within 0..1. Labels may be outside by a tolerance.
struct ImageBox {
  float xmin = 0;
  float ymin = 0;
  float xmax = 0;
  float ymax = 0;

  explicit ImageBox(std::span<const float> object);
  /// Returns true if a corner was moved.
  bool IsClippedFrom(std::span<const float> object) const;
  /// Returns true if the object has an area, and none of it is in the image.
  bool IsOutside(std::span<const float> object) const;
};

std::unique_ptr<AnnotationWriter> MakeVocWriter(AnnotationSettings settings);
std::unique_ptr<AnnotationWriter> MakeCocoWriter(AnnotationSettings settings);
std::unique_ptr<AnnotationWriter> MakeYoloWriter(AnnotationSettings settings);

}  // namespace imrec::tool

#endif  // IMREC_READER_TOOL_ANNOTATIONS_ANNOTATION_WRITER_H_
