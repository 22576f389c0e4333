#include "voc/table_source.h"

#include <algorithm>
#include <utility>

#include <imrec/image_codec.h>

#include "recordio/internal/utf8.h"
#include "voc/images/folder_files.h"
#include "voc/list/list_paths.h"
#include "voc/syntax/text_encoding.h"

namespace imrec {

namespace fs = std::filesystem;

TableSource::TableSource(AnnotationTable table, fs::path folder, bool covers_folder)
    : table_(std::move(table)), folder_(std::move(folder)), covers_folder_(covers_folder) {
  std::ranges::stable_sort(table_.objects, {}, &AnnotationTable::Object::image);
}

void TableSource::Adjust(VocListOptions& options) const {
  options.coordinates = table_.coordinates;
  if (!options.classes.empty() || table_.classes.empty()) return;
  options.classes = table_.classes;
  options.add_unknown_classes = true;
}

void TableSource::Find(ListMaker& maker, VocProblems& problems) {
  maker_ = &maker;
  images_ = maker.images().Add(folder_);
  SampleChecker checker = maker.Checker(problems);
  for (const auto& place : table_.places) {
    const AnnotationTable::Image& image = table_.images[place.image];
    const FoundImage found = FindImage(image);
    if (!found.found()) continue;
    checker.Locate(place.problem, maker.images().PathOf(images_, found), place.box, image.size,
                   table_.unit);
  }
}

fs::path TableSource::Base() const { return TypedPath(folder_); }

FoundImage TableSource::FindImage(const AnnotationTable::Image& image) const {
  const FoundImage found = FindAsWritten(image);
  if (found.match != ImageMatch::kMissing || IsUtf8(image.name)) return found;
  AnnotationTable::Image converted = image;
  converted.name = Windows1252ToUtf8(image.name);
  return FindAsWritten(converted);
}

FoundImage TableSource::FindAsWritten(const AnnotationTable::Image& image) const {
  const ImageFinder& finder = maker_->images().finder(images_);
  const std::string& name = image.name;
  if (!image.subset.empty()) {
    const FoundImage found = finder.Find(image.subset + '/' + name);
    if (found.match == ImageMatch::kExact) return found;
  }
  const bool has_extension = ImageCodecForExtension(name.substr(ExtensionStart(name))) != nullptr;
  if (has_extension) {
    const FoundImage found = finder.Find(name);
    if (found.match == ImageMatch::kExact) return found;
    // Paths in tables may be relative to the working directory.
    const FoundImage from_here = finder.Find(AbsolutePath(name).generic_string());
    return from_here.match == ImageMatch::kExact ? from_here : found;
  }
  FoundImage found = finder.FindVoc(NormalPath(name), {});
  if (found.match == ImageMatch::kMissing) return finder.Find(name);
  // An identifier says nothing of folders.
  if (table_.names_are_stems && found.match == ImageMatch::kOtherFolder) {
    found.match = ImageMatch::kExact;
  }
  return found;
}

CheckedSample TableSource::Load(std::size_t i, VocProblems& problems) const {
  const AnnotationTable::Image& image = table_.images[i];
  CheckedSample checked;
  checked.file = table_.file;
  checked.line = image.line;
  checked.item = VocItem::kImage;
  checked.id = image.subset.empty() ? image.name : image.subset + '/' + image.name;
  const FoundImage found = FindImage(image);
  if (maker_->images().Take(images_, found, image.name, Quoted(image.name), checked, problems)) {
    checked.claim =
        found.match == ImageMatch::kExact ? ImageClaim::kOwnName : ImageClaim::kSubstitute;
    const VocAnnotation annotation = AnnotationOf(i);
    maker_->Checker(problems).Check(annotation, checked);
    if (checked.usable && table_.may_count_from_one) Note(annotation, checked.size);
  }
  return checked;
}

void TableSource::Note(const VocAnnotation& annotation, ImageSize size) const {
  for (const VocObject& object : annotation.objects) {
    const VocBox& box = object.box;
    if (box.xmin < 1 || box.ymin < 1) begins_below_one_ = true;
    if (box.xmax == size.width || box.ymax == size.height) ends_at_last_pixel_ = true;
  }
}

void TableSource::Conclude(VocProblems& problems) const {
  if (begins_below_one_ || !ends_at_last_pixel_) return;
  problems.Add({.kind = VocProblemKind::kPixelsFromOne,
                .file = table_.file,
                .reason = "no box begins at pixel 0 and some end at the last one, as if pixels "
                          "were counted from 1, as VOC does (use --coords edges in that case)"});
}

VocAnnotation TableSource::AnnotationOf(std::size_t image) const {
  const auto number = static_cast<std::uint32_t>(image);
  const auto begin =
      std::ranges::lower_bound(table_.objects, number, {}, &AnnotationTable::Object::image);
  const auto end =
      std::ranges::upper_bound(table_.objects, number, {}, &AnnotationTable::Object::image);
  VocAnnotation annotation{.filename = table_.images[image].name,
                           .size = table_.images[image].size,
                           .objects = {},
                           .unit = table_.unit};
  for (auto object = begin; object != end; ++object) {
    annotation.objects.push_back(
        {.name = table_.labels[object->label],
         .box = object->box,
         .difficult = object->difficult,
         .truncated = object->truncated,
         .occluded = object->occluded,
         .id = std::to_string(object->number > 0 ? object->number : annotation.objects.size() + 1),
         .line = object->line});
  }
  return annotation;
}

}  // namespace imrec
