// Reads a COCO "instances" JSON file.
#ifndef IMREC_VOC_COCO_COCO_FILE_H_
#define IMREC_VOC_COCO_COCO_FILE_H_

#include <array>
#include <compare>
#include <cstdint>
#include <filesystem>
#include <istream>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include <imrec/image.h>
#include <imrec/voc_problem.h>

#include "voc/problem_place.h"

namespace imrec {

/// An id as written: an integer, or the number of a text in CocoFile::texts. The integer 1 and the
/// string "1" are different ids.
struct CocoId {
  enum class Kind : std::uint8_t { kNone, kInteger, kText };

  Kind kind = Kind::kNone;
  std::int64_t value = 0;

  bool usable() const { return kind != Kind::kNone; }
  // NOLINTNEXTLINE(modernize-use-nullptr): clang-tidy takes the comparison with 0 for a pointer
  friend auto operator<=>(const CocoId&, const CocoId&) = default;
};

/// Stores each text once.
class CocoTexts {
 public:
  CocoId Add(std::string text);
  const std::string& operator[](std::int64_t number) const {
    return *texts_[static_cast<std::size_t>(number)];
  }

 private:
  std::unordered_map<std::string, std::int64_t> numbers_;
  std::vector<const std::string*> texts_;  // keys of the map
};

struct CocoImage {
  CocoId id;
  std::string name;            // may start with folders
  bool is_url = false;         // `name` is a coco_url, because there is no file_name, as in LVIS
  ImageSize size;              // 0 x 0 if the file does not contain it
  std::uint64_t position = 0;  // in its list, from 1
  bool usable = true;          // false: omitted, which has been reported
};

struct CocoCategory {
  CocoId id;
  std::string name;
  std::uint64_t position = 0;
  bool usable = true;
};

struct CocoObject {
  CocoId id;  // for messages only
  CocoId image;
  CocoId category;
  std::array<double, 4> box{};  // x, y, width, height in pixels; edges, from 0
  bool crowd = false;
  std::uint64_t position = 0;

  VocBox bounds() const {
    const auto [x, y, width, height] = box;
    return {.xmin = x, .ymin = y, .xmax = x + width, .ymax = y + height};
  }
};

struct CocoFile {
  std::string path;
  std::vector<CocoImage> images;
  std::vector<CocoCategory> categories;
  std::vector<CocoObject> objects;           // with usable ids and boxes
  std::vector<ProblemPlace<CocoId>> places;  // of the problems whose image has a usable id
  CocoTexts texts;

  /// Returns `12` or `"a7"`, or `no. 3` for an item without usable id.
  std::string NameOf(CocoId id, std::uint64_t position) const;
};

/// Reads a stream. Ignores everything that CocoFile does not contain, such as outlines and key
/// points. Accepts NaN and Infinity as Python writes them. Omits items with missing or malformed
/// members, and reports them in `problems` with the file name `path`. Throws Error(kCorruptData) if
/// the stream is not JSON, with the position of the byte, or unless the lists of images,
/// annotations and categories occur exactly once.
CocoFile ParseCoco(std::istream& stream, const std::string& path, VocProblems& problems);

/// Same for a file. Also throws Error if it cannot be read.
CocoFile ReadCocoFile(const std::filesystem::path& path, VocProblems& problems);

}  // namespace imrec

#endif  // IMREC_VOC_COCO_COCO_FILE_H_
