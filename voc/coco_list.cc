#include <imrec/coco_list.h>

#include <algorithm>
#include <map>
#include <optional>
#include <span>
#include <utility>

#include <imrec/error.h>
#include <imrec/parallel_for.h>

#include "voc/coco_file.h"
#include "voc/image_finder.h"
#include "voc/list_builder.h"

namespace imrec {
namespace {

namespace fs = std::filesystem;

class CocoList {
 public:
  CocoList(const fs::path& path, VocListOptions options)
      : path_(path.string()), options_(std::move(options)), file_(ReadCocoFile(path)) {
    options_.coordinates = VocCoordinates::kRaw;
    std::ranges::sort(file_.categories, {}, &CocoCategory::id);
    for (const CocoCategory& category : file_.categories) {
      names_.try_emplace(category.id, category.name);
    }
    if (options_.classes.empty()) {
      for (const auto& [id, name] : names_) options_.classes.push_back(name);
      options_.add_unknown_classes = true;
    }
    std::ranges::stable_sort(file_.objects, {}, &CocoObject::image);
  }

  VocList Make(const fs::path& folder,
               const std::function<void(std::uint64_t, std::uint64_t)>& on_progress) {
    VocList list;
    const fs::path base = options_.base.empty() ? folder : options_.base;
    list.base = AbsolutePath(base);
    const ImageFinder finder(folder);
    ReportStrays(list.problems);
    std::vector<CheckedSample> checked(file_.images.size());
    ParallelFor(
        file_.images.size(), options_.threads,
        [&](std::size_t i) { checked[i] = Check(file_.images[i], finder, folder); },
        [&](std::size_t done) {
          if (on_progress) on_progress(done, file_.images.size());
        });
    BuildList(checked, options_, list);
    return list;
  }

 private:
  std::span<const CocoObject> ObjectsOf(std::int64_t image) const {
    const auto begin = std::ranges::lower_bound(file_.objects, image, {}, &CocoObject::image);
    const auto end = std::ranges::upper_bound(file_.objects, image, {}, &CocoObject::image);
    return {begin, end};
  }

  // Objects of images that the file does not list.
  void ReportStrays(VocProblems& problems) const {
    std::vector<std::int64_t> images;
    for (const CocoImage& image : file_.images) images.push_back(image.id);
    std::ranges::sort(images);
    for (const CocoObject& object : file_.objects) {
      if (std::ranges::binary_search(images, object.image)) continue;
      problems.push_back({.kind = VocProblemKind::kUnknownImage,
                          .file = path_,
                          .object = object.id,
                          .name = {},
                          .reason = "is of image " + std::to_string(object.image) +
                                    ", which the file lacks; left out"});
    }
  }

  CheckedSample Check(const CocoImage& image, const ImageFinder& finder,
                      const fs::path& folder) const {
    CheckedSample checked;
    checked.file = path_;
    const std::string stem = fs::path(image.name).replace_extension().generic_string();
    const std::optional<std::string> found = finder.Find(stem, image.name);
    if (!found) {
      checked.problems.push_back(
          {.kind = VocProblemKind::kMissingImage,
           .file = path_,
           .name = {},
           .reason = "no image '" + image.name + "' in " + folder.string() + "; left out"});
      return checked;
    }
    checked.image = (folder / *found).string();
    SampleChecker(options_).Check(AnnotationOf(image, checked.problems), checked);
    return checked;
  }

  VocAnnotation AnnotationOf(const CocoImage& image, VocProblems& problems) const {
    VocAnnotation annotation{.filename = image.name, .size = image.size, .objects = {}};
    for (const CocoObject& object : ObjectsOf(image.id)) {
      const auto report = [&](VocProblemKind kind, const std::string& reason) {
        problems.push_back({.kind = kind,
                            .file = path_,
                            .object = object.id,
                            .name = {},
                            .reason = reason + "; left out"});
      };
      const auto name = names_.find(object.category);
      if (name == names_.end() || name->second.empty()) {
        report(VocProblemKind::kMissingClass,
               "is of category " + std::to_string(object.category) + ", which has no name");
      } else if (object.box_values != 4) {
        report(VocProblemKind::kMissingBox, "has no bbox of four numbers");
      } else {
        const auto [x, y, width, height] = object.box;
        annotation.objects.push_back(
            {.name = name->second,
             .box = {.xmin = x, .ymin = y, .xmax = x + width, .ymax = y + height},
             .difficult = object.crowd,
             .number = object.id});
      }
    }
    return annotation;
  }

  std::string path_;
  VocListOptions options_;
  CocoFile file_;
  std::map<std::int64_t, std::string> names_;
};

}  // namespace

VocList MakeCocoList(const fs::path& file, const fs::path& images, const VocListOptions& options,
                     const std::function<void(std::uint64_t, std::uint64_t)>& on_progress) {
  if (!fs::is_directory(images)) {
    throw Error(ErrorCode::kNotFound, "no such folder", {.file = images.string()});
  }
  return CocoList(file, options).Make(images, on_progress);
}

}  // namespace imrec
