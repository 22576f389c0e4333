#include "voc/yolo/yolo_source.h"

#include <algorithm>
#include <optional>
#include <set>
#include <utility>

#include <imrec/error.h>

#include "voc/annotation_text.h"
#include "voc/list/list_paths.h"

namespace imrec {
namespace {

namespace fs = std::filesystem;

void SelectSplit(const std::string& set, YoloData& data) {
  if (set.empty()) {
    // It is part of another split.
    std::erase_if(data.splits, [](const YoloSplit& split) { return split.name == "minival"; });
    return;
  }
  std::string known;
  for (const YoloSplit& split : data.splits) {
    known += (known.empty() ? "" : ", ") + (split.name.empty() ? "(without name)" : split.name);
  }
  const std::string name = YoloSplitName(set);
  std::erase_if(data.splits, [&](const YoloSplit& split) { return split.name != name; });
  if (!data.splits.empty()) return;
  throw Error(ErrorCode::kNotFound, "no such set '" + set + "'; there are: " + known,
              {.file = data.names_file});
}

// The labels of one folder cannot be told apart for several folders of images.
void CheckLabelFolder(const fs::path& labels, const YoloData& data) {
  if (labels.empty()) return;
  std::set<fs::path> places;
  for (const YoloSplit& split : data.splits) {
    for (const YoloPlace& place : split.places) {
      places.insert(AbsolutePath(place.path));
      if (!place.is_list) continue;
      throw Error(ErrorCode::kInvalidArgument,
                  "is a list of images, with which --annotations cannot be used",
                  {.file = place.path.string()});
    }
  }
  if (places.size() <= 1) return;
  throw Error(ErrorCode::kInvalidArgument,
              "has " + std::to_string(places.size()) +
                  " folders of images, but --annotations is the folder of labels of one; --set "
                  "selects one",
              {.file = data.names_file});
}

}  // namespace

YoloSource::YoloSource(YoloData data, fs::path labels, const std::string& set,
                       VocProblems& problems)
    : data_(std::move(data)),
      labels_(std::move(labels)),
      classes_(data_.names.Classes(data_.names_file, problems)) {
  SelectSplit(set, data_);
  CheckLabelFolder(labels_, data_);
}

void YoloSource::Adjust(VocListOptions& options) const {
  if (!options.classes.empty()) return;
  options.classes = classes_;
  options.add_unknown_classes = true;
}

void YoloSource::Find(ListMaker& maker, VocProblems& problems) {
  maker_ = &maker;
  YoloImages images(data_.root, labels_, problems);
  for (const YoloSplit& split : data_.splits) {
    for (const YoloPlace& place : split.places) images.Add(place);
  }
  images.ReportLabels();
  std::vector<VocRoot> folders = {{.root = data_.root}};
  for (const fs::path& folder : images.folders()) {
    folders.push_back({.root = folder.empty() ? fs::path(".") : folder});
  }
  base_ = CommonFolder(folders);
  images_ = images.Take();
}

fs::path YoloSource::Base() const { return base_; }

CheckedSample YoloSource::Load(std::size_t i, VocProblems& problems) const {
  const auto& [path, label] = images_[i];
  CheckedSample checked;
  if (label.empty()) {
    if (maker_->options().take_unannotated) return maker_->CheckUnannotated(path, problems);
    checked.annotated = false;
    checked.image = path;
    return checked;
  }
  checked.file = label;
  checked.image = path;
  const std::optional<std::string> text = ReadAnnotationText(label, problems);
  if (!text) return checked;
  if (text->starts_with("\xFF\xFE") || text->starts_with("\xFE\xFF")) {
    ReportUnreadable(label,
                     Error(ErrorCode::kCorruptData,
                           "is not UTF-8 text, but looks like UTF-16; convert it first"),
                     problems);
    return checked;
  }
  const VocAnnotation annotation =
      ParseYoloLabel(*text, label, data_.names, data_.key_points, problems);
  maker_->Checker(problems).Check(annotation, checked);
  return checked;
}

std::unique_ptr<AnnotationSource> OpenYolo(const AnnotationInput& input,
                                           const VocListOptions& options, VocProblems& problems) {
  return std::make_unique<YoloSource>(ReadYoloData(input, options.set.name, problems),
                                      input.annotations, options.set.name, problems);
}

}  // namespace imrec
