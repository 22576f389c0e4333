// Where the class names of data sets come from.
#ifndef IMREC_READER_CLASS_NAME_FINDER_H_
#define IMREC_READER_CLASS_NAME_FINDER_H_

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

/// Finds the class names of record files, by one rule. They are the first of these that exist:
/// - those in the manifest of the file's data set, if it names the file and has names;
/// - PREFIX.classes.txt of that data set;
/// - FILE.classes.txt beside the file.
/// Manifests are read once. Not thread-safe.
class ClassNameFinder {
 public:
  /// `notice` is told about manifests that cannot be read; they are passed over.
  explicit ClassNameFinder(std::function<void(const std::string&)> notice)
      : notice_(std::move(notice)) {}

  /// The names of the record file `path`; empty if there are none. `manifest` is that of its data
  /// set, whether it exists or not, and `named` says whether the file was found by it. Throws Error
  /// for a class file that cannot be read.
  std::vector<std::string> Find(const std::filesystem::path& path,
                                const std::filesystem::path& manifest, bool named);

 private:
  const std::optional<Manifest>& Read(const std::filesystem::path& path);

  std::function<void(const std::string&)> notice_;
  std::map<std::filesystem::path, std::optional<Manifest>> manifests_;
};

/// The class names of all sources; empty if none has any. Throws Error(kInvalidArgument) that names
/// the file whose names differ from those of a file before it, unless the options allow that.
std::vector<std::string> FindClassNames(const ReaderOptions& options);

}  // namespace imrec

#endif  // IMREC_READER_CLASS_NAME_FINDER_H_
