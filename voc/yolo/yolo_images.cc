#include "voc/yolo/yolo_images.h"

#include <algorithm>
#include <fstream>
#include <optional>
#include <sstream>
#include <system_error>
#include <utility>

#include <imrec/image_codec.h>

#include "recordio/internal/path_status.h"
#include "recordio/internal/read_file.h"
#include "recordio/internal/text_lines.h"
#include "voc/images/folder_files.h"
#include "voc/list/list_paths.h"
#include "voc/syntax/number_text.h"

namespace imrec {
namespace {

namespace fs = std::filesystem;

bool IsImage(std::string_view path) {
  return ImageCodecForExtension(path.substr(ExtensionStart(path))) != nullptr;
}

// Returns the path with its last component `from` replaced, or nullopt if it has none.
std::optional<std::string> WithFolder(std::string_view path, std::string_view from,
                                      std::string_view to) {
  const std::string whole = '/' + std::string(from) + '/';
  const std::size_t at = path.rfind(whole);
  if (at != std::string_view::npos) {
    return std::string(path.substr(0, at + 1)) + std::string(to) +
           std::string(path.substr(at + whole.size() - 1));
  }
  if (!path.starts_with(std::string_view(whole).substr(1))) return std::nullopt;
  return std::string(to) + std::string(path.substr(from.size()));
}

std::string LabelName(std::string_view image) {
  return std::string(image.substr(0, ExtensionStart(image))) + ".txt";
}

// Returns that file, or the one whose extension is in capitals; empty if there is neither.
std::string ExistingLabel(std::string label) {
  constexpr std::string_view kCapitals = ".TXT";
  if (IsRegularFile(label)) return label;
  label.replace(label.size() - kCapitals.size(), kCapitals.size(), kCapitals);
  return IsRegularFile(label) ? label : std::string();
}

// Returns true if the first line of a file is that of a label: five numbers or more. Of a longer
// line, judges the start.
bool StartsAsLabel(const std::string& path) {
  constexpr std::size_t kRead = 4096;
  std::ifstream stream(path, std::ios::binary);
  std::string start(kRead, '\0');
  stream.read(start.data(), static_cast<std::streamsize>(start.size()));
  start.resize(static_cast<std::size_t>(stream.gcount()));
  std::size_t end = start.find('\n');
  // Without an end of the line, the last field may be cut.
  if (end == std::string::npos && start.size() == kRead) end = start.find_last_of(" \t");
  std::istringstream fields(start.substr(0, end));
  int count = 0;
  for (std::string field; fields >> field; ++count) {
    if (!ParseNumber(field)) return false;
  }
  return count >= 5;
}

}  // namespace

void YoloImages::Add(const YoloPlace& place) {
  if (place.is_list) {
    AddList(place.path);
  } else {
    AddFolder(place.path);
  }
}

void YoloImages::AddFolder(const fs::path& folder) {
  std::vector<std::string> below;
  ForEachFileBelow(folder, [&](std::string path, bool regular) {
    if (regular && IsImage(path)) below.push_back(std::move(path));
  });
  std::ranges::sort(below);
  folders_.push_back(folder);
  for (const std::string& path : below) {
    const std::string image = (folder / path).lexically_normal().generic_string();
    AddImage(image, labels_.empty() ? std::string() : LabelName((labels_ / path).generic_string()));
    AddLabelFolder(image);
  }
}

// Only a leading "./" means the folder of the list. Other paths are relative to the directory in
// which YOLO runs, which may be one of these.
fs::path YoloImages::FindListed(const fs::path& list, std::string_view line) const {
  const fs::path folder = list.parent_path();
  if (line.starts_with("./")) return folder / fs::path(line.substr(2));
  const fs::path path = NormalPath(line);
  for (const fs::path& from : {fs::path(), root_, folder, root_ / "..", folder / ".."}) {
    if (IsRegularFile(from / path)) return from / path;
  }
  const fs::path below = WithoutDataFolder(path);
  return !below.empty() && IsRegularFile(root_ / below) ? root_ / below : path;
}

void YoloImages::AddList(const fs::path& list) {
  const std::string text = ReadTextFile(list);
  std::unordered_map<std::string, std::uint64_t> lines_of;
  for (TextLines lines(text); lines.Next();) {
    const std::string_view line = TrimBlanks(lines.line());
    if (line.empty()) continue;
    const auto report = [&](VocProblemKind kind, const std::string& reason) {
      problems_.Add(
          {.kind = kind, .file = list.string(), .line = lines.number(), .reason = reason});
    };
    const fs::path path = FindListed(list, line).lexically_normal();
    if (!IsRegularFile(path)) {
      report(VocProblemKind::kMissingImage, "no image " + Quoted(line) + "; left out");
    } else if (!IsImage(path.generic_string())) {
      report(VocProblemKind::kUnreadableImage,
             Quoted(line) + " is not of a format that imrec reads; left out");
    } else if (const auto [before, is_new] =
                   lines_of.try_emplace(path.generic_string(), lines.number());
               !is_new) {
      report(
          VocProblemKind::kRepeatedName,
          Quoted(line) + " is in line " + std::to_string(before->second) + " already; used once");
    } else {
      folders_.push_back(path.parent_path());
      AddImage(path.generic_string(), {});
    }
  }
  std::ranges::sort(folders_);
  folders_.erase(std::unique(folders_.begin(), folders_.end()), folders_.end());
}

// Resolves links in the folders, so that an image that two splits reach is used once.
std::string YoloImages::Canonical(const std::string& path) {
  const std::string_view name = BaseName(path);
  const std::string folder = path.substr(0, path.size() - name.size());
  auto known = canonical_.find(folder);
  if (known == canonical_.end()) {
    const fs::path resolved = AbsolutePath(folder.empty() ? fs::path(".") : fs::path(folder));
    known = canonical_.emplace(folder, resolved.generic_string() + '/').first;
  }
  return known->second + std::string(name);
}

// Returns TypedPath(path), which takes time, by that of its folder.
std::string YoloImages::Typed(const std::string& path) {
  const std::string_view name = BaseName(path);
  const std::string folder = path.substr(0, path.size() - name.size());
  auto known = typed_.find(folder);
  if (known == typed_.end()) {
    std::string typed =
        TypedPath(folder.empty() ? fs::path(".") : fs::path(folder)).generic_string();
    if (!typed.ends_with('/')) typed += '/';
    known = typed_.emplace(folder, std::move(typed)).first;
  }
  return known->second + std::string(name);
}

bool YoloImages::AddImage(const std::string& path, const std::string& label_below) {
  if (!seen_.insert(Canonical(path)).second) return false;
  std::string label = LabelOf(path, label_below);
  if (!label.empty()) {
    const auto [first, is_new] = label_files_.try_emplace(label, images_.size());
    if (!is_new) {
      problems_.Add({.kind = VocProblemKind::kBadField,
                     .file = label,
                     .reason = "is the label of two images, " + images_[first->second].path +
                               " and " + path + "; used for both"});
    }
  }
  images_.push_back({.path = path, .label = std::move(label)});
  return true;
}

std::string YoloImages::LabelOf(const std::string& image, const std::string& label_below) {
  if (!label_below.empty()) {
    label_folders_.insert(fs::path(label_below).parent_path());
    return ExistingLabel(label_below);
  }
  // The path as typed may start below the folder `images`.
  const std::string typed = Typed(image);
  const std::string label = LabelName(typed);
  for (const std::string_view folder : {"images", "JPEGImages"}) {
    const std::optional<std::string> other = WithFolder(label, folder, "labels");
    if (!other) continue;
    std::string existing = ExistingLabel(*other);
    if (existing.empty()) continue;
    ++in_label_folders_;
    return existing;
  }
  std::string beside = ExistingLabel(label);
  if (!beside.empty() && beside_images_++ == 0) first_beside_ = beside;
  return beside;
}

// All images of the folder are known, so each label file in the folder of their labels should be
// that of one of them.
void YoloImages::AddLabelFolder(const std::string& image) {
  const std::string folder = fs::path(Typed(image)).parent_path().generic_string() + '/';
  if (!labels_.empty() || folder == last_folder_) return;
  last_folder_ = folder;
  image_folders_.insert(folder);
  for (const std::string_view name : {"images", "JPEGImages"}) {
    if (const auto other = WithFolder(folder, name, "labels")) label_folders_.insert(*other);
  }
}

void YoloImages::ReportLabels() {
  if (in_label_folders_ > 0 && beside_images_ > 0) {
    problems_.Add({.kind = VocProblemKind::kTwoLabelFolders,
                   .file = first_beside_,
                   .reason = std::to_string(beside_images_) +
                             " labels are beside their images, as this one, and " +
                             std::to_string(in_label_folders_) +
                             " in folders named labels; all are used"});
  }
  for (const fs::path& folder : label_folders_) {
    if (IsFolder(folder)) ReportStrayLabels(folder, false);
  }
  if (beside_images_ == 0) return;
  for (const fs::path& folder : image_folders_) ReportStrayLabels(folder, true);
}

void YoloImages::ReportStrayLabels(const fs::path& folder, bool among_images) {
  std::vector<std::string> strays;
  std::error_code unreadable;
  for (const auto& entry : fs::directory_iterator(folder, unreadable)) {
    const std::string path = entry.path().generic_string();
    const std::string_view name = BaseName(path);
    const bool is_label =
        HasExtension(path, ".txt") && name != "classes.txt" && IsRegularFile(path);
    if (!is_label || label_files_.contains(path)) continue;
    // Beside images there may be texts of any kind.
    if (!among_images || StartsAsLabel(path)) strays.push_back(path);
  }
  std::ranges::sort(strays);
  for (const std::string& path : strays) {
    problems_.Add({.kind = VocProblemKind::kMissingImage,
                   .file = path,
                   .reason = "no image that imrec reads has this name; left out"});
  }
}

}  // namespace imrec
