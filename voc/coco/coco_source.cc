#include "voc/coco/coco_source.h"

#include <algorithm>
#include <map>
#include <utility>

#include <imrec/error.h>

#include "voc/images/folder_files.h"
#include "voc/list/list_paths.h"

namespace imrec {
namespace {

namespace fs = std::filesystem;

FoundImage FindImage(const CocoImage& image, const ImageFinder& finder) {
  return image.is_url ? finder.FindUrl(image.name) : finder.Find(image.name);
}

}  // namespace

CocoSource::CocoSource(CocoFile file, fs::path folder, VocProblems& problems)
    : file_(std::move(file)), folder_(std::move(folder)), categories_(file_, problems) {
  LeaveOutRepeatedImages(file_, problems);
  std::ranges::stable_sort(file_.objects, {}, &CocoObject::image);
  ReportStrayObjects(file_, problems);
}

void CocoSource::Adjust(VocListOptions& options) const {
  options.coordinates = VocCoordinates::kRaw;
  if (!options.classes.empty()) return;
  options.classes = categories_.names();
  options.add_unknown_classes = true;
}

void CocoSource::Find(ListMaker& maker, VocProblems& problems) {
  maker_ = &maker;
  images_ = maker.images().Add(folder_);
  LocateProblems(problems);
}

void CocoSource::LocateProblems(VocProblems& problems) const {
  std::map<CocoId, const CocoImage*> images;
  for (const auto& place : file_.places) images.emplace(place.image, nullptr);
  if (images.empty()) return;
  for (const CocoImage& image : file_.images) {
    const auto wanted = image.usable ? images.find(image.id) : images.end();
    if (wanted != images.end()) wanted->second = &image;
  }
  const ImageFolders& folders = maker_->images();
  SampleChecker checker = maker_->Checker(problems);
  for (const auto& place : file_.places) {
    const CocoImage* image = images.at(place.image);
    if (image == nullptr) continue;
    const FoundImage found = FindImage(*image, folders.finder(images_));
    if (!found.found()) continue;
    checker.Locate(place.problem, folders.PathOf(images_, found), place.box, image->size,
                   BoxUnit::kPixels);
  }
}

fs::path CocoSource::Base() const { return TypedPath(folder_); }

CheckedSample CocoSource::Load(std::size_t i, VocProblems& problems) const {
  const CocoImage& image = file_.images[i];
  ImageFolders& folders = maker_->images();
  CheckedSample checked;
  checked.file = file_.path;
  checked.item = VocItem::kImage;
  checked.id = file_.NameOf(image.id, image.position);
  checked.name = image.name;
  const FoundImage found = FindImage(image, folders.finder(images_));
  if (!image.usable) {
    // The image is still listed in the file, so it does not count as unannotated.
    folders.Claim(images_, found);
    if (found.match == ImageMatch::kExact) checked.image = folders.PathOf(images_, found);
    return checked;
  }
  if (folders.Take(images_, found, image.name, Quoted(image.name), checked, problems)) {
    checked.claim = found.match == ImageMatch::kExact ? ImageClaim::kOwnName : checked.claim;
    maker_->Checker(problems).Check(AnnotationOf(image, problems), checked);
  }
  return checked;
}

std::span<const CocoObject> CocoSource::ObjectsOf(CocoId image) const {
  const auto begin = std::ranges::lower_bound(file_.objects, image, {}, &CocoObject::image);
  const auto end = std::ranges::upper_bound(file_.objects, image, {}, &CocoObject::image);
  return {begin, end};
}

VocAnnotation CocoSource::AnnotationOf(const CocoImage& image, VocProblems& problems) const {
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
    annotation.objects.push_back({.name = *name,
                                  .box = object.bounds(),
                                  .difficult = object.crowd,
                                  .item = VocItem::kAnnotation,
                                  .id = id});
  }
  return annotation;
}

std::unique_ptr<AnnotationSource> OpenCoco(const AnnotationInput& input,
                                           const VocListOptions& /*options*/,
                                           VocProblems& problems) {
  RequireFolder(input.images);
  CocoFile file = input.stream != nullptr ? ParseCoco(*input.stream, "standard input", problems)
                                          : ReadCocoFile(input.paths.front(), problems);
  return std::make_unique<CocoSource>(std::move(file), input.images, problems);
}

}  // namespace imrec
