#include <imrec/coco_list.h>

#include <algorithm>
#include <span>
#include <utility>

#include <imrec/error.h>

#include "voc/coco_file.h"
#include "voc/coco_tables.h"
#include "voc/list_builder.h"
#include "voc/list_maker.h"
#include "voc/list_paths.h"

namespace imrec {
namespace {

namespace fs = std::filesystem;

using OnProgress = std::function<void(std::uint64_t, std::uint64_t)>;

class CocoList {
 public:
  // The problems that were found in reading the file belong to the list.
  CocoList(CocoFile file, VocProblems problems, VocListOptions options)
      : options_(std::move(options)), file_(std::move(file)), categories_(file_, problems) {
    list_.problems = std::move(problems);
    options_.coordinates = VocCoordinates::kRaw;
    if (options_.classes.empty()) {
      options_.classes = categories_.names();
      options_.add_unknown_classes = true;
    }
    LeaveOutRepeatedImages(file_, list_.problems);
    std::ranges::stable_sort(file_.objects, {}, &CocoObject::image);
    ReportStrayObjects(file_, list_.problems);
  }

  VocList Make(const fs::path& folder, const OnProgress& on_progress) {
    list_.base = TypedPath(options_.base.empty() ? folder : options_.base);
    ListMaker maker(options_, on_progress, list_);
    const std::size_t images = maker.images().Add(folder);

    maker.Load(file_.images.size(), [&](std::size_t i, VocProblems& problems) {
      return Load(file_.images[i], images, maker, problems);
    });
    maker.Finish(true);
    return std::move(list_);
  }

 private:
  static FoundImage Find(const CocoImage& image, const ImageFinder& finder) {
    return image.is_url ? finder.FindUrl(image.name) : finder.Find(image.name);
  }

  CheckedSample Load(const CocoImage& image, std::size_t folder, ListMaker& maker,
                     VocProblems& problems) const {
    CheckedSample checked;
    checked.file = file_.path;
    checked.item = VocItem::kImage;
    checked.id = file_.NameOf(image.id, image.position);
    checked.name = image.name;
    const FoundImage found = Find(image, maker.images().finder(folder));
    if (!image.usable) {
      // It is listed all the same, so its image is not free for others.
      maker.images().Claim(folder, found);
      if (found.match == ImageMatch::kExact) checked.image = maker.images().PathOf(folder, found);
      return checked;
    }
    if (maker.images().Take(folder, found, image.name, Quoted(image.name), checked, problems)) {
      checked.claim = found.match == ImageMatch::kExact ? ImageClaim::kOwnName : checked.claim;
      SampleChecker(options_, maker.classes(), problems)
          .Check(AnnotationOf(image, problems), checked);
    }
    return checked;
  }

  std::span<const CocoObject> ObjectsOf(CocoId image) const {
    const auto begin = std::ranges::lower_bound(file_.objects, image, {}, &CocoObject::image);
    const auto end = std::ranges::upper_bound(file_.objects, image, {}, &CocoObject::image);
    return {begin, end};
  }

  VocAnnotation AnnotationOf(const CocoImage& image, VocProblems& problems) const {
    VocAnnotation annotation{.filename = image.name, .size = image.size, .objects = {}};
    for (const CocoObject& object : ObjectsOf(image.id)) {
      const std::string id = file_.NameOf(object.id, object.position);
      const std::string* name = categories_.Find(object.category);
      if (name == nullptr) {
        problems.Add({.kind = VocProblemKind::kMissingClass,
                      .file = file_.path,
                      .item = VocItem::kAnnotation,
                      .id = id,
                      .reason = "is of category " + file_.NameOf(object.category, 0) +
                                (categories_.Has(object.category) ? ", which cannot be used"
                                                                  : ", which the file lacks") +
                                "; left out"});
        continue;
      }
      const auto [x, y, width, height] = object.box;
      annotation.objects.push_back(
          {.name = *name,
           .box = {.xmin = x, .ymin = y, .xmax = x + width, .ymax = y + height},
           .difficult = object.crowd,
           .item = VocItem::kAnnotation,
           .id = id});
    }
    return annotation;
  }

  VocListOptions options_;
  CocoFile file_;
  CocoCategories categories_;
  VocList list_;
};

void CheckFolder(const fs::path& images) {
  if (fs::is_directory(images)) return;
  throw Error(ErrorCode::kNotFound, "no such folder", {.file = images.string()});
}

}  // namespace

VocList MakeCocoList(const fs::path& file, const fs::path& images, const VocListOptions& options,
                     const OnProgress& on_progress) {
  CheckFolder(images);
  VocProblems problems;
  CocoFile coco = ReadCocoFile(file, problems);
  return CocoList(std::move(coco), std::move(problems), options).Make(images, on_progress);
}

VocList MakeCocoList(std::istream& json, const std::string& name, const fs::path& images,
                     const VocListOptions& options, const OnProgress& on_progress) {
  CheckFolder(images);
  VocProblems problems;
  CocoFile coco = ParseCoco(json, name, problems);
  return CocoList(std::move(coco), std::move(problems), options).Make(images, on_progress);
}

}  // namespace imrec
