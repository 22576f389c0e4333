// A data set on disk, in one of several annotation formats.
#ifndef IMREC_SAMPLES_MAKE_SHAPES_SHAPES_WRITER_H_
#define IMREC_SAMPLES_MAKE_SHAPES_SHAPES_WRITER_H_

#include <cstddef>
#include <filesystem>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "scene.h"

namespace shapes {

/// The edges of a box in pixels, counted from 0.
struct Edges {
  int left = 0;
  int top = 0;
  int right = 0;
  int bottom = 0;
};
Edges EdgesOf(const Annotation& annotation);
std::string NameOf(const Annotation& annotation);

/// Writes scenes in the order in which they are added; images are named 000001.jpg and so on. All
/// functions throw std::exception if a file cannot be written.
class ShapesWriter {
 public:
  explicit ShapesWriter(std::filesystem::path root) : root_(std::move(root)) {}
  ShapesWriter(const ShapesWriter&) = delete;
  ShapesWriter& operator=(const ShapesWriter&) = delete;
  virtual ~ShapesWriter() = default;

  void Add(const Scene& scene, std::span<const std::byte> jpeg);
  /// Writes what describes all images. Call once, last.
  virtual void Finish() = 0;

 protected:
  /// Writes the annotation, and returns the folder of the image, relative to root().
  virtual std::string AddScene(const std::string& id, const Scene& scene) = 0;

  const std::filesystem::path& root() const { return root_; }
  const std::vector<std::string>& ids() const { return ids_; }
  /// Every fifth image is for validation.
  static bool IsForValidation(std::size_t number) { return number % 5 == 4; }
  /// Writes a file below root(), and makes its folder.
  void Write(const std::string& path, std::string_view contents) const;

 private:
  std::filesystem::path root_;
  std::vector<std::string> ids_;  // without extension
};

/// The names of the formats.
std::vector<std::string> FormatNames();

/// Returns a writer for a format of FormatNames().
std::unique_ptr<ShapesWriter> MakeWriter(std::string_view format,
                                         const std::filesystem::path& root);

// One function per format; see FormatNames().
std::unique_ptr<ShapesWriter> MakeVocWriter(const std::filesystem::path& root);
std::unique_ptr<ShapesWriter> MakeCocoWriter(const std::filesystem::path& root);
std::unique_ptr<ShapesWriter> MakeYoloWriter(const std::filesystem::path& root);
std::unique_ptr<ShapesWriter> MakeLabelMeWriter(const std::filesystem::path& root);
std::unique_ptr<ShapesWriter> MakeCvatWriter(const std::filesystem::path& root);
std::unique_ptr<ShapesWriter> MakeCsvWriter(const std::filesystem::path& root);
std::unique_ptr<ShapesWriter> MakeOpenImagesWriter(const std::filesystem::path& root);

}  // namespace shapes

#endif  // IMREC_SAMPLES_MAKE_SHAPES_SHAPES_WRITER_H_
