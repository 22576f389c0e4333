// A COCO "instances" JSON file.
#ifndef IMREC_VOC_COCO_FILE_H_
#define IMREC_VOC_COCO_FILE_H_

#include <array>
#include <cstdint>
#include <filesystem>
#include <istream>
#include <string>
#include <vector>

#include <imrec/image.h>
#include <imrec/voc_problem.h>

namespace imrec {

struct CocoImage {
  std::int64_t id = 0;
  std::string name;  // may have folders in front
  ImageSize size;    // 0 x 0 where the file does not say
};

struct CocoCategory {
  std::int64_t id = 0;
  std::string name;
};

struct CocoObject {
  std::int64_t id = 0;
  std::int64_t image = 0;
  std::int64_t category = 0;
  std::array<double, 4> box{};  // x, y, width, height in pixels; edges, from 0
  int box_values = 0;           // of those, how many there were
  bool crowd = false;
};

struct CocoFile {
  std::vector<CocoImage> images;
  std::vector<CocoCategory> categories;
  std::vector<CocoObject> objects;
};

/// Reads a stream and keeps what is above: outlines, key points and the like pass by.
/// Throws Error with the byte where it is no JSON, or if there is no list of images.
CocoFile ParseCoco(std::istream& stream);

/// The same, of a file; errors name it.
CocoFile ReadCocoFile(const std::filesystem::path& path);

}  // namespace imrec

#endif  // IMREC_VOC_COCO_FILE_H_
