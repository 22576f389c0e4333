// Finds the class names of data sets.
#ifndef IMREC_READER_LABELS_CLASS_NAME_FINDER_H_
#define IMREC_READER_LABELS_CLASS_NAME_FINDER_H_

#include <filesystem>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <imrec/manifest.h>
#include <imrec/reader_options.h>

namespace imrec {

/// Finds the class names of record files. They are the first of these that exist:
/// - the names in the manifest of the data set, if it lists the file and has names;
/// - PREFIX.classes.txt of the data set;
/// - FILE.classes.txt next to the file.
/// Reads each manifest once. Not thread-safe.
class ClassNameFinder {
 public:
  /// Calls `notice` with a message for each manifest that cannot be read, and ignores it.
  explicit ClassNameFinder(std::function<void(const std::string&)> notice,
                           AccessOptions access = {})
      : notice_(std::move(notice)), access_(std::move(access)) {}

  /// Returns the class names of the record file `path`; empty if there are none. `manifest` is the
  /// manifest of its data set, which need not exist; `named` is true if the file was found through
  /// it. Throws Error if a class file cannot be read.
  std::vector<std::string> Find(const std::filesystem::path& path,
                                const std::filesystem::path& manifest, bool named);

 private:
  const std::optional<Manifest>& Read(const std::filesystem::path& path);

  std::function<void(const std::string&)> notice_;
  AccessOptions access_;
  std::map<std::filesystem::path, std::optional<Manifest>> manifests_;
};

/// Returns the class names of all sources; empty if none has any. Throws Error(kInvalidArgument)
/// with the file whose names differ from those of an earlier file, unless the options allow it.
std::vector<std::string> FindClassNames(const ReaderOptions& options);

}  // namespace imrec

#endif  // IMREC_READER_LABELS_CLASS_NAME_FINDER_H_
