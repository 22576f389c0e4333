#include "voc/list/list_builder.h"

#include <cstddef>
#include <cstdint>
#include <map>
#include <set>
#include <utility>

#include <imrec/detection_label.h>
#include <imrec/error.h>

#include "voc/list/list_paths.h"

namespace imrec {
namespace {

bool ValueOf(const CheckedObject& object, VocField field) {
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

// The classes of the list, and the number of each class of the pool.
class ClassTable {
 public:
  ClassTable(const std::vector<CheckedSample>& samples, const ClassPool& pool,
             const VocListOptions& options)
      : names_(options.classes) {
    const std::vector<std::string> pooled = pool.Names();
    numbers_.resize(pooled.size());
    std::map<std::string, std::size_t> known;
    for (const std::string& name : names_) known.try_emplace(name, known.size());
    std::set<std::uint32_t> used;
    for (const CheckedSample& sample : samples) {
      if (!sample.usable) continue;
      for (const CheckedObject& object : sample.objects) used.insert(object.class_number);
    }
    std::set<std::string> found;
    for (const std::uint32_t number : used) {
      if (!known.contains(pooled[number])) found.insert(pooled[number]);
    }
    for (const std::string& name : found) {
      known.try_emplace(name, names_.size());
      names_.push_back(name);
    }
    for (const std::uint32_t number : used) numbers_[number] = known.at(pooled[number]);
  }

  std::size_t NumberOf(const CheckedObject& object) const { return numbers_[object.class_number]; }
  const std::vector<std::string>& names() const { return names_; }

 private:
  std::vector<std::string> names_;
  std::vector<std::size_t> numbers_;
};

class ListBuilder {
 public:
  ListBuilder(const VocListOptions& options, const ClassTable& classes, VocList& list)
      : options_(options), classes_(classes), list_(list), paths_(list.base) {
    list_.classes = classes.names();
    list_.objects_per_class.assign(list_.classes.size(), 0);
  }

  void Add(const CheckedSample& sample) {
    if (sample.annotated) ++list_.annotations;
    list_.boxes += sample.boxes;
    list_.boxes_from_zero += sample.boxes_from_zero;
    list_.boxes_within_one += sample.boxes_within_one;
    if (!sample.usable) return;
    ListEntry entry;
    entry.index = list_.entries.size();
    entry.path = paths_.Of(sample.image);
    if (!FitsListLine(entry.path)) {
      list_.problems.Add({.kind = VocProblemKind::kUnlistablePath,
                          .file = sample.image,
                          .reason = "a list cannot hold this name; left out",
                          .image = sample.image});
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
    for (const CheckedObject& object : sample.objects) {
      const std::size_t number = classes_.NumberOf(object);
      ++list_.objects_per_class[number];
      labels.push_back(static_cast<float>(number));
      for (const double corner : object.box) labels.push_back(static_cast<float>(corner));
      for (const VocField field : options_.fields) {
        labels.push_back(ValueOf(object, field) ? 1.0F : 0.0F);
      }
    }
    if (sample.objects.empty()) AppendNegativePlaceholder(width, labels);
    return sample.objects.size();
  }

  const VocListOptions& options_;
  const ClassTable& classes_;
  VocList& list_;
  PathsBelow paths_;
};

}  // namespace

void BuildList(std::vector<CheckedSample>& samples, const ClassPool& classes,
               const VocListOptions& options, VocList& list) {
  const ClassTable table(samples, classes, options);
  ListBuilder builder(options, table, list);
  for (CheckedSample& sample : samples) {
    builder.Add(sample);
    sample = {};
  }
}

}  // namespace imrec
