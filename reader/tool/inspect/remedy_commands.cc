#include "reader/tool/inspect/remedy_commands.h"

#include <algorithm>
#include <iterator>
#include <span>
#include <system_error>
#include <utility>

#include <imrec/error.h>
#include <imrec/list_file.h>

#include "reader/tool/files/extraction.h"
#include "recordio/console/prefix_files.h"
#include "recordio/console/shell_words.h"
#include "recordio/internal/checksum_file.h"
#include "recordio/internal/path_status.h"
#include "recordio/internal/read_file.h"
#include "recordio/internal/remote_path.h"
#include "recordio/internal/text_lines.h"

namespace imrec::tool {
namespace {

namespace fs = std::filesystem;

bool Exists(const fs::path& path) {
  std::error_code failure;
  return fs::symlink_status(path, failure).type() != fs::file_type::not_found;
}

std::string OptionOf(const Manifest& manifest, const std::string& name) {
  const auto found = manifest.options.find(name);
  return found == manifest.options.end() ? std::string() : found->second;
}

// Returns the text of the file, if it is the list that the manifest describes.
std::optional<std::string> ReadList(const fs::path& path, const Manifest& manifest) {
  if (!IsRegularFile(path)) return std::nullopt;
  try {
    std::string text = ReadTextFile(path);
    const auto bytes = std::as_bytes(std::span(text));
    if (FormatDigest(PayloadDigest(bytes)) != OptionOf(manifest, "list-xxh3-64")) {
      return std::nullopt;
    }
    return text;
  } catch (const Error&) {
    return std::nullopt;
  }
}

// Returns whether the image of the list's first line is in this folder.
bool HoldsImages(const fs::path& root, const std::string& list) {
  for (TextLines lines(list); lines.Next();) {
    if (TrimBlanks(lines.line()).empty()) continue;
    try {
      return IsRegularFile(root / ParseListLine(lines.line()).path);
    } catch (const Error&) {
      continue;
    }
  }
  return false;
}

}  // namespace

RemedyCommands::RemedyCommands(const InputFiles& files, std::vector<std::string> sets,
                               std::string classes)
    : files_(files), sets_(std::move(sets)), classes_(std::move(classes)) {
  origin_ = FindOrigin();
}

std::string RemedyCommands::Convert(const std::vector<std::string>& options,
                                    const std::string& suffix) const {
  std::vector<std::string> words = WithSets({"imrec", "convert"});
  words.insert(words.end(), options.begin(), options.end());
  words.insert(words.end(), {"-o", NewPath(suffix).string()});
  return console::ShellCommand(words);
}

std::string RemedyCommands::Pack(const std::vector<std::string>& options,
                                 const std::string& suffix) const {
  std::string before;
  Origin origin;
  if (origin_) {
    origin = *origin_;
  } else {
    origin.root = NewPath("images");
    origin.list = origin.root / ListNameFor(files_);
    origin.options = {"--pack-label"};
    std::vector<std::string> words = WithSets({"imrec", "extract"});
    words.insert(words.end(), {"-o", origin.root.string()});
    before = console::ShellCommand(words) + " && ";
  }
  std::vector<std::string> words = {"im2rec", origin.list.string(), origin.root.string()};
  words.insert(words.end(), options.begin(), options.end());
  words.insert(words.end(), origin.options.begin(), origin.options.end());
  words.insert(words.end(), {"-o", NewPath(suffix).string()});
  return before + console::ShellCommand(words);
}

// Returns the manifest, if its shards are exactly these files.
std::optional<Manifest> RemedyCommands::OwnManifest() const {
  const fs::path& path = files_[0].manifest;
  if (!classes_.empty() || !IsRegularFile(path)) return std::nullopt;
  try {
    Manifest manifest = ReadManifest(path);
    bool same = manifest.shards.size() == files_.size();
    for (std::size_t i = 0; same && i < files_.size(); ++i) {
      fs::path name = files_[i].path.filename();
      if (name.extension() == ".zst") name.replace_extension();
      same = files_[i].manifest == path && manifest.shards[i].file == name;
    }
    if (same) return manifest;
  } catch (const Error&) {
    // A data set may have no manifest.
  }
  return std::nullopt;
}

std::optional<RemedyCommands::Origin> RemedyCommands::FindOrigin() const {
  const std::optional<Manifest> manifest = OwnManifest();
  if (!manifest || manifest->tool != "im2rec") return std::nullopt;
  // These options change the images, and would be needed again, or select a part of the list.
  const bool plain = OptionOf(*manifest, "center-crop") != "true" &&
                     OptionOf(*manifest, "num-parts").empty() &&
                     OptionOf(*manifest, "exif").empty();
  const std::string color = OptionOf(*manifest, "color");
  if (!plain || (!color.empty() && color != "1")) return std::nullopt;
  const fs::path beside = files_[0].manifest.parent_path();
  for (const fs::path& list :
       {beside / OptionOf(*manifest, "list"), fs::path(OptionOf(*manifest, "list"))}) {
    const std::optional<std::string> text = ReadList(list, *manifest);
    if (!text) continue;
    const fs::path root = OptionOf(*manifest, "root");
    for (const fs::path& folder : {root, beside / root}) {
      if (!HoldsImages(folder, *text)) continue;
      Origin origin{.list = list, .root = folder, .options = {}};
      if (OptionOf(*manifest, "pack-label") == "true") origin.options.emplace_back("--pack-label");
      if (files_.size() > 1) {
        origin.options.insert(origin.options.end(),
                              {"--num-shards", std::to_string(files_.size())});
      }
      return origin;
    }
  }
  return std::nullopt;
}

std::vector<std::string> RemedyCommands::WithSets(std::vector<std::string> words) const {
  for (const std::string& set : sets_) words.push_back(ShownPath(set));
  if (!classes_.empty()) words.insert(words.end(), {"--classes", classes_});
  return words;
}

// Returns the first of PREFIX-SUFFIX, PREFIX-SUFFIX2 and so on that no file uses.
fs::path RemedyCommands::NewPath(const std::string& suffix) const {
  // Of a remote set, the copy is made in the current folder.
  const fs::path& prefix = files_[0].prefix;
  const std::string stem =
      (IsRemotePath(prefix) ? prefix.filename() : prefix).string() + '-' + suffix;
  for (int number = 1;; ++number) {
    fs::path path = number == 1 ? stem : stem + std::to_string(number);
    const bool taken = Exists(path) || Exists(fs::path(path) += ".classes.txt") ||
                       Exists(fs::path(path) += ".idx") || !console::FilesOfPrefix(path).empty();
    if (!taken) return path;
  }
}

}  // namespace imrec::tool
