#include <imrec/list_images.h>

#include <algorithm>
#include <deque>
#include <optional>
#include <span>
#include <string>
#include <system_error>
#include <utility>

#include <imrec/class_names.h>
#include <imrec/image_codec.h>
#include <imrec/list_file.h>

#include "im2rec/list/folder_walk.h"
#include "im2rec/list/list_split.h"
#include "im2rec/list/python_random.h"
#include "recordio/internal/files_together.h"
#include "recordio/internal/output_file.h"

namespace imrec {
namespace {

namespace fs = std::filesystem;

// Returns the indices of the images in the order of the list. The index of an image is its position
// in the walk.
std::vector<std::size_t> ListOrder(std::size_t count, const ListingOptions& options) {
  std::vector<std::size_t> order(count);
  for (std::size_t i = 0; i < count; ++i) order[i] = i;
  if (options.shuffle) PythonRandom(options.seed).Shuffle(std::span(order));
  return order;
}

std::string ListText(const std::vector<FolderImage>& images, std::span<const std::size_t> order) {
  std::string text;
  ListEntry entry;
  for (const std::size_t index : order) {
    entry.index = index;
    entry.labels = {static_cast<float>(images[index].class_id)};
    entry.path = images[index].path;
    AppendListLine(entry, LabelFormat::kSixDecimals, text);
  }
  return text;
}

// Changes the class numbers of the images to those of `classes`.
void ApplyClasses(const std::vector<std::string>& classes, const fs::path& root,
                  FolderImages& found) {
  std::vector<std::uint32_t> numbers;
  for (const std::string& folder : found.classes) {
    const auto known = std::ranges::find(classes, folder);
    if (known == classes.end()) {
      throw Error(ErrorCode::kInvalidArgument,
                  "contains images, but is not one of the " + std::to_string(classes.size()) +
                      " given classes",
                  {.file = (root / folder).string()});
    }
    numbers.push_back(static_cast<std::uint32_t>(known - classes.begin()));
  }
  for (FolderImage& image : found.images) image.class_id = numbers[image.class_id];
  found.classes = classes;
}

FolderImages FindAllImages(const fs::path& root, const ListingOptions& options,
                           const OnFoldersRead& on_progress) {
  CheckSplitOptions(options.split);
  const FileExtensions extensions(options.extensions);
  FolderImages found = FindImages(root, options.depth, extensions, options.threads, on_progress);
  if (found.images.empty()) {
    const bool deeper = options.depth == WalkDepth::kRootOnly;
    throw Error(ErrorCode::kNotFound,
                std::string("no image to list: no file ends in ") + extensions.Joined() +
                    (deeper ? " (--recursive also searches the folders below)" : ""),
                {.file = root.string()});
  }
  if (options.split.chunks > found.images.size()) {
    throw Error(ErrorCode::kInvalidArgument,
                "--chunks " + std::to_string(options.split.chunks) +
                    " exceeds the number of images, " + std::to_string(found.images.size()),
                {.file = root.string()});
  }
  if (!options.classes.empty()) ApplyClasses(options.classes, root, found);
  return found;
}

std::optional<fs::file_time_type> WrittenAt(const fs::path& path) {
  std::error_code missing;
  const fs::file_time_type time = fs::last_write_time(path, missing);
  if (missing) return std::nullopt;
  return time;
}

// Adds PREFIX.classes.txt, and a file next to each list with another name. Packing reads the latter
// first, so one that belongs to an older list must be replaced.
void AddClassNames(const fs::path& prefix, const std::vector<std::string>& classes,
                   FilesTogether& files, ListingResult& result) {
  const std::string text = FormatClassNames(classes);
  result.classes_file = fs::path(prefix) += ".classes.txt";
  files.Add(result.classes_file, text);
  for (const WrittenList& list : result.lists) {
    const fs::path beside = ClassNamesPathFor(list.path);
    if (beside != result.classes_file) files.Add(beside, text);
  }
}

}  // namespace

std::vector<std::string> DefaultImageExtensions() {
  std::vector<std::string> extensions = {".jpeg", ".jpg", ".png"};
  for (const ImageCodec* codec : ImageCodecs()) {
    if (codec->make_encoder != nullptr) continue;  // MXNet's formats, and raw
    extensions.insert(extensions.end(), codec->extensions.begin(), codec->extensions.end());
  }
  return extensions;
}

ListingResult MakeImageLists(const fs::path& prefix, const fs::path& root,
                             const ListingOptions& options, const OnFoldersRead& on_progress) {
  FolderImages found = FindAllImages(root, options, on_progress);
  ListingResult result;
  result.images = found.images.size();
  const std::vector<std::size_t> order = ListOrder(found.images.size(), options);
  MakeFolderFor(prefix);
  FilesTogether files;
  for (const ListPart& part : SplitList(order.size(), options.split)) {
    const auto items = std::span(order).subspan(part.begin, part.end - part.begin);
    fs::path path = fs::path(prefix) += part.suffix + ".lst";
    files.Add(path, ListText(found.images, items));
    result.lists.push_back({.path = path, .images = items.size(), .replaced = WrittenAt(path)});
  }
  if (!found.classes.empty()) AddClassNames(prefix, found.classes, files, result);
  files.Commit();
  result.classes = std::move(found.classes);
  result.problems = std::move(found.problems);
  return result;
}

ListingResult MakeImageListText(const fs::path& root, const ListingOptions& options,
                                std::string& text) {
  if (options.split.train_ratio != 1 || options.split.chunks != 1) {
    throw Error(ErrorCode::kInvalidArgument,
                "one list goes to standard output; --train-ratio, --test-ratio and --chunks make "
                "several, which need a PREFIX");
  }
  FolderImages found = FindAllImages(root, options, {});
  ListingResult result;
  result.images = found.images.size();
  text = ListText(found.images, ListOrder(found.images.size(), options));
  result.classes = std::move(found.classes);
  result.problems = std::move(found.problems);
  return result;
}

}  // namespace imrec
