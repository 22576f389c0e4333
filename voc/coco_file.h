// A COCO "instances" JSON file.
#ifndef IMREC_VOC_COCO_FILE_H_
#define IMREC_VOC_COCO_FILE_H_

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

namespace imrec {

/// An id as written: an integer, or a text of CocoFile::texts. The integer 1 and the string "1" are
/// two ids.
struct CocoId {
  enum class Kind : std::uint8_t { kNone, kInteger, kText };

  Kind kind = Kind::kNone;
  std::int64_t value = 0;

  bool usable() const { return kind != Kind::kNone; }
  friend auto operator<=>(const CocoId&, const CocoId&) = default;
};

/// Texts, each kept once.
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
  std::string name;            // may have folders in front
  bool is_url = false;         // the name is an address: the file has coco_url only, as LVIS
  ImageSize size;              // 0 x 0 where the file does not say
  std::uint64_t position = 0;  // in its list, from 1
  bool usable = true;          // else left out, which was told
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
};

struct CocoFile {
  std::string path;
  std::vector<CocoImage> images;
  std::vector<CocoCategory> categories;
  std::vector<CocoObject> objects;  // with usable ids and boxes
  CocoTexts texts;

  /// `12`, `"a7"`, or `no. 3` for an item of the list without usable id.
  std::string NameOf(CocoId id, std::uint64_t position) const;
};

/// Reads a stream and keeps what is above: outlines, key points and the like pass by. NaN and
/// Infinity as Python writes them are read. What is absent where it must be there, or malformed, is
/// told in `problems` under the name `path`, and left out. Throws Error with the byte where it is
/// no JSON, or if one of the lists of images, annotations and categories is not there once.
CocoFile ParseCoco(std::istream& stream, const std::string& path, VocProblems& problems);

/// The same, of a file.
CocoFile ReadCocoFile(const std::filesystem::path& path, VocProblems& problems);

}  // namespace imrec

#endif  // IMREC_VOC_COCO_FILE_H_
