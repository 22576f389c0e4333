// Which files count as images when a folder is listed.
#ifndef IMREC_IM2REC_LIST_FILE_EXTENSIONS_H_
#define IMREC_IM2REC_LIST_FILE_EXTENSIONS_H_

#include <string>
#include <string_view>
#include <vector>

namespace imrec {

/// A set of file extensions. Case and the leading dot are ignored.
class FileExtensions {
 public:
  /// Throws Error(kInvalidArgument) if `extensions` is empty or contains an empty string.
  explicit FileExtensions(const std::vector<std::string>& extensions);

  /// Returns true if `name` has one of the extensions. As in Python, leading dots of a name do not
  /// start an extension: ".jpg" has none.
  bool Match(std::string_view name) const;

  /// Returns the extensions for messages, for example ".jpeg .jpg .png".
  std::string Joined() const;

 private:
  std::vector<std::string> extensions_;  // lower case, with dot
};

}  // namespace imrec

#endif  // IMREC_IM2REC_LIST_FILE_EXTENSIONS_H_
