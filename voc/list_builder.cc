#include "voc/list_builder.h"

#include <algorithm>
#include <iterator>
#include <map>
#include <optional>
#include <set>
#include <utility>

#include <imrec/detection_label.h>
#include <imrec/error.h>

namespace imrec {
namespace {

namespace fs = std::filesystem;

bool ValueOf(const VocObject& object, VocField field) {
  switch (field) {
    case VocField::kDifficult:
      return object.difficult;
    case VocField::kTruncated:
      return object.truncated;
    case VocField::kOccluded:
      break;
  }
  return object.occluded;
}

bool FitsListLine(const std::string& path) {
  std::string line;
  try {
    AppendListLine({.index = 0, .labels = {0}, .path = path}, LabelFormat::kShortest, line);
  } catch (const Error&) {
    return false;
  }
  return true;
}

// The classes of the list and what number each name has.
class ClassTable {
 public:
  ClassTable(const std::vector<CheckedSample>& samples, const VocListOptions& options)
      : names_(options.classes) {
    const bool collect = options.classes.empty() || options.add_unknown_classes;
    std::set<std::string> found;
    for (std::size_t s = 0; collect && s < samples.size(); ++s) {
      for (const CheckedObject& checked : samples[s].objects) found.insert(checked.object.name);
    }
    for (const std::string& name : names_) found.erase(name);
    names_.insert(names_.end(), found.begin(), found.end());
    for (std::size_t i = 0; i < names_.size(); ++i) numbers_.try_emplace(names_[i], i);
  }

  std::optional<std::size_t> Find(const std::string& name) const {
    const auto found = numbers_.find(name);
    if (found == numbers_.end()) return std::nullopt;
    return found->second;
  }
  const std::vector<std::string>& names() const { return names_; }

 private:
  std::vector<std::string> names_;
  std::map<std::string, std::size_t> numbers_;
};

class ListBuilder {
 public:
  ListBuilder(const VocListOptions& options, const ClassTable& classes, VocList& list)
      : options_(options), classes_(classes), list_(list) {
    list_.classes = classes.names();
    list_.objects_per_class.assign(list_.classes.size(), 0);
  }

  void Add(CheckedSample& sample) {
    std::ranges::move(sample.problems, std::back_inserter(list_.problems));
    list_.boxes_from_zero += sample.boxes_from_zero;
    if (!sample.usable) return;
    ListEntry entry;
    entry.index = list_.entries.size();
    entry.path = AbsolutePath(sample.image).lexically_relative(list_.base).generic_string();
    if (!FitsListLine(entry.path)) {
      list_.problems.push_back({.kind = VocProblemKind::kUnlistablePath,
                                .file = sample.image,
                                .name = {},
                                .reason = "a list cannot hold this name; left out"});
      return;
    }
    const std::size_t objects = AddObjects(sample, entry.labels);
    list_.objects += objects;
    if (objects == 0) {
      ++list_.negatives;
      if (!options_.keep_negatives) return;
    }
    list_.entries.push_back(std::move(entry));
  }

 private:
  std::size_t AddObjects(const CheckedSample& sample, std::vector<float>& labels) {
    std::vector<float> header;
    if (options_.size_in_header) {
      header = {static_cast<float>(sample.size.width), static_cast<float>(sample.size.height)};
    }
    const std::size_t width = DetectionLabelView::kMinObjectWidth + options_.fields.size();
    StartDetectionLabel(width, header, labels);
    std::size_t objects = 0;
    for (const CheckedObject& checked : sample.objects) {
      const std::optional<std::size_t> number = classes_.Find(checked.object.name);
      if (!number) {
        ReportUnknown(sample.file, checked.object);
        continue;
      }
      ++objects;
      ++list_.objects_per_class[*number];
      labels.push_back(static_cast<float>(*number));
      for (const double corner : checked.box) labels.push_back(static_cast<float>(corner));
      for (const VocField field : options_.fields) {
        labels.push_back(ValueOf(checked.object, field) ? 1.0F : 0.0F);
      }
    }
    if (objects == 0) AppendNegativePlaceholder(width, labels);
    return objects;
  }

  void ReportUnknown(const std::string& file, const VocObject& object) {
    list_.problems.push_back({.kind = VocProblemKind::kUnknownClass,
                              .file = file,
                              .line = object.line,
                              .object = object.number,
                              .name = object.name,
                              .reason = "is not in the class list; left out"});
  }

  const VocListOptions& options_;
  const ClassTable& classes_;
  VocList& list_;
};

}  // namespace

fs::path AbsolutePath(const fs::path& path) { return fs::weakly_canonical(fs::absolute(path)); }

void BuildList(std::vector<CheckedSample>& samples, const VocListOptions& options, VocList& list) {
  list.annotations = samples.size();
  const ClassTable classes(samples, options);
  ListBuilder builder(options, classes, list);
  for (CheckedSample& sample : samples) builder.Add(sample);
}

}  // namespace imrec
