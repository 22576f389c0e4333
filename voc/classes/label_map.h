// What class numbers and codes in annotation files mean.
#ifndef IMREC_VOC_CLASSES_LABEL_MAP_H_
#define IMREC_VOC_CLASSES_LABEL_MAP_H_

#include <filesystem>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include <imrec/voc_problem.h>

namespace imrec {

/// The names of classes by their codes, which are numbers or identifiers such as /m/0cmf2.
class LabelMap {
 public:
  /// Reads a file of one of these kinds:
  /// - a name per line, whose number is that of the line, from 0 (YOLO's classes.txt, obj.names);
  /// - NAME,NUMBER (keras-retinanet) or NUMBER,NAME;
  /// - CODE,NAME (Open Images), of which a header line is skipped;
  /// - items with id and name in the text format of protocol buffers (TensorFlow's .pbtxt).
  /// Names may be in quotes. Throws Error if the file cannot be read, Error(kCorruptData) with the
  /// line for text that is not UTF-8, an empty code, or one that occurs twice, and
  /// Error(kUnsupported) for JSON and YAML.
  static LabelMap Read(const std::filesystem::path& path);

  /// Reads such a file for annotations that have numbers, so that all codes are numbers. A comma is
  /// part of a name, unless each line has a number beside it. Throws as Read().
  static LabelMap ReadNumbered(const std::filesystem::path& path);

  /// Reads a file of the first kind. A comma is part of a name.
  static LabelMap ReadLines(const std::filesystem::path& path);

  /// Adds a class at the end. Returns false if the code occurred before.
  bool Add(std::string code, std::string name);

  bool empty() const { return entries_.empty(); }
  std::size_t size() const { return entries_.size(); }
  /// Returns the name of a code, or null.
  const std::string* Find(std::string_view code) const;
  /// Returns true if a class has that name.
  bool HasName(std::string_view name) const;
  /// Returns the names in their order, which is that of the numbers if all codes are numbers.
  /// Names that a class file cannot contain are reported with `file`, and omitted; a name that
  /// occurs again is reported, and the two are one class.
  std::vector<std::string> Classes(const std::string& file, VocProblems& problems) const;

 private:
  struct Entry {
    std::string code;
    std::string name;
  };

  std::vector<Entry> entries_;
  std::unordered_map<std::string, std::size_t> by_code_;
  std::unordered_map<std::string, std::size_t> by_name_;
};

}  // namespace imrec

#endif  // IMREC_VOC_CLASSES_LABEL_MAP_H_
