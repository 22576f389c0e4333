// Shell commands that pack a data set in another way.
#ifndef IMREC_READER_TOOL_INSPECT_REMEDY_COMMANDS_H_
#define IMREC_READER_TOOL_INSPECT_REMEDY_COMMANDS_H_

#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include <imrec/manifest.h>

#include "reader/tool/input_set.h"

namespace imrec::tool {

/// The commands read the sets as they were typed, and write new ones next to the first. They
/// replace no existing file, and keep all labels.
class RemedyCommands {
 public:
  /// `sets` and `classes` as they were typed; `classes` may be empty.
  RemedyCommands(const InputFiles& files, std::vector<std::string> sets, std::string classes);

  /// Returns "imrec convert SET OPTIONS -o PREFIX-SUFFIX", which changes only the images.
  std::string Convert(const std::vector<std::string>& options, const std::string& suffix) const;

  /// Returns "im2rec LIST ROOT OPTIONS --pack-label -o PREFIX-SUFFIX", which packs the images
  /// again. The list and its folder are those that the manifest names, if they still exist;
  /// otherwise, a command before it extracts the records' images.
  std::string Pack(const std::vector<std::string>& options, const std::string& suffix) const;

 private:
  // The lists and folders from which im2rec packed the sets.
  struct Origin {
    std::filesystem::path list;
    std::filesystem::path root;
    std::vector<std::string> options;
  };

  std::optional<Origin> FindOrigin() const;
  std::optional<Manifest> OwnManifest() const;
  std::vector<std::string> WithSets(std::vector<std::string> words) const;
  std::filesystem::path NewPath(const std::string& suffix) const;

  const InputFiles& files_;
  std::vector<std::string> sets_;
  std::string classes_;
  std::optional<Origin> origin_;
};

}  // namespace imrec::tool

#endif  // IMREC_READER_TOOL_INSPECT_REMEDY_COMMANDS_H_
