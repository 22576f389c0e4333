// One annotated image of a VOC data set, checked: its boxes in 0..1, its problems told.
#ifndef IMREC_VOC_SAMPLE_LOADER_H_
#define IMREC_VOC_SAMPLE_LOADER_H_

#include <cstddef>
#include <filesystem>
#include <string>
#include <vector>

#include <imrec/image_codec.h>
#include <imrec/voc_annotation.h>
#include <imrec/voc_list.h>

#include "voc/image_finder.h"

namespace imrec {

struct CheckedObject {
  VocObject object;
  NormalisedBox box{};
};

struct CheckedSample {
  bool usable = false;
  std::string image;  // path of the image file
  ImageSize size;     // upright
  std::vector<CheckedObject> objects;
  std::size_t boxes_from_zero = 0;
  VocProblems problems;
};

/// Not thread-safe: each thread has its own.
class VocSampleLoader {
 public:
  explicit VocSampleLoader(const VocListOptions& options) : options_(options) {}

  /// Never throws for what is in the files.
  CheckedSample Load(const VocSample& sample, const VocRoot& root, const ImageFinder& images);

 private:
  VocAnnotation ReadAnnotation(const std::string& path, CheckedSample& checked);
  ImageInfo ReadImageInfo(const std::filesystem::path& path);
  void CheckObjects(const VocAnnotation& annotation, const ImageInfo& info, const std::string& file,
                    CheckedSample& checked) const;

  const VocListOptions& options_;
  AnyImageDecoder decoder_;
  std::vector<std::byte> bytes_;
};

}  // namespace imrec

#endif  // IMREC_VOC_SAMPLE_LOADER_H_
