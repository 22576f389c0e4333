// Which files count as images when a folder is listed.
#ifndef IMREC_IM2REC_FILE_EXTENSIONS_H_
#define IMREC_IM2REC_FILE_EXTENSIONS_H_

#include <string>
#include <string_view>
#include <vector>

namespace imrec {

/// A set of file extensions; case and the leading dot do not matter.
class FileExtensions {
 public:
  /// Throws Error(kInvalidArgument) if there is none, or an empty one.
  explicit FileExtensions(const std::vector<std::string>& extensions);

  /// Whether `name` ends in one of them. As in Python, a name's leading dots start no extension:
  /// ".jpg" has none.
  bool Match(std::string_view name) const;

  /// ".jpeg .jpg .png", for messages.
  std::string Joined() const;

 private:
  std::vector<std::string> extensions_;  // lower case, with dot
};

}  // namespace imrec

#endif  // IMREC_IM2REC_FILE_EXTENSIONS_H_
