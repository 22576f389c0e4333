// A VOC data set on disk.
#ifndef IMREC_SAMPLES_MAKE_SHAPES_SHAPES_VOC_WRITER_H_
#define IMREC_SAMPLES_MAKE_SHAPES_SHAPES_VOC_WRITER_H_

#include <cstddef>
#include <filesystem>
#include <string>
#include <vector>

#include "scene.h"

namespace shapes {

/// Writes JPEGImages, Annotations and, last, ImageSets/Main with train, val and trainval.
class VocWriter {
 public:
  /// Makes the folders. Throws std::exception if they cannot be made.
  explicit VocWriter(std::filesystem::path root);

  /// Throws std::exception if a file cannot be written.
  void Add(const Scene& scene);
  /// Every fifth image is for validation.
  void Finish();

 private:
  std::filesystem::path root_;
  std::vector<std::string> ids_;
  std::vector<std::byte> jpeg_;
};

}  // namespace shapes

#endif  // IMREC_SAMPLES_MAKE_SHAPES_SHAPES_VOC_WRITER_H_
