#include "reader/tool/set_labels.h"

#include <algorithm>
#include <array>
#include <optional>

#include <imrec/detection_label.h>
#include <imrec/error.h>
#include <CLI/CLI.hpp>

#include "reader/labels/classification_encoder.h"
#include "reader/labels/detection_encoder.h"

namespace imrec::tool {
namespace {

// Records that are requested before they are read, so that a store answers many requests at a time.
constexpr std::uint64_t kAhead = 64;

LabelKind KindNamed(const std::string& name) {
  for (const LabelKind kind :
       {LabelKind::kDetection, LabelKind::kClassification, LabelKind::kIdentity}) {
    if (LabelKindName(kind) == name) return kind;
  }
  throw Error(ErrorCode::kInvalidArgument,
              "--kind must be detection, classification or identity, not '" + name + "'");
}

}  // namespace

void SetLabels::ClassesOf(std::span<const float> labels, std::vector<float>& classes) const {
  if (!detection()) {
    const std::size_t values = identity() ? 1 : labels.size();
    return ShownClasses(labels.first(values), meaning, classes);
  }
  classes.clear();
  const DetectionLabelView label(labels);
  for (std::size_t i = 0; i < label.object_count(); ++i) {
    if (!IsEmptyObject(label.object(i))) classes.push_back(label.object(i)[0]);
  }
  std::ranges::sort(classes);
  classes.erase(std::unique(classes.begin(), classes.end()), classes.end());
}

std::unique_ptr<LabelEncoder> SetLabels::MakeEncoder() const {
  if (detection()) return std::make_unique<DetectionEncoder>(0);
  return std::make_unique<StoredLabelEncoder>(layout);
}

void SetLayoutDetector::Add(std::span<const float> labels) {
  survey_.Add(labels);
  meaning_.Add(labels);
}

SetLabels SetLayoutDetector::Get(bool identities) const {
  SetLabels labels{.layout = survey_.Layout(), .meaning = meaning_.Get()};
  if (identities) labels.layout.kind = LabelKind::kIdentity;
  labels.kind = labels.layout.kind;
  return labels;
}

SetLabels FindSetLabels(const RecordDataset& records, std::uint64_t most) {
  SetLayoutDetector survey;
  std::optional<Error> problem;
  std::uint64_t seen = 0;
  std::vector<std::byte> scratch;
  std::vector<float> labels;
  const std::uint64_t count = std::min(most, records.size());
  const auto ordinal_of = [&](std::uint64_t i) {
    return count == records.size() ? i : i * records.size() / count;
  };
  const auto will_read = [&](std::uint64_t i) {
    if (i < count) records.WillReadLabels(ordinal_of(i), 1);
  };
  for (std::uint64_t i = 0; i < kAhead; ++i) will_read(i);
  for (std::uint64_t i = 0; i < count; ++i) {
    will_read(i + kAhead);
    const std::uint64_t ordinal = ordinal_of(i);
    try {
      records.ReadLabels(ordinal, scratch, labels);
      survey.Add(labels);
      ++seen;
    } catch (const Error& error) {
      if (error.code() == ErrorCode::kIo) throw;
      if (!problem) problem = error;
    }
  }
  if (seen == 0 && problem) throw *problem;
  SetLabels set = survey.Get(HasIdentities(records));
  if (count < records.size()) {
    // Records that were not read may have more or fewer values.
    set.layout.width_min = 0;
    set.layout.width_max = std::numeric_limits<std::uint64_t>::max();
  }
  return set;
}

CLI::Option* AddKind(CLI::App& app, std::string& kind) {
  return app
      .add_option(
          "--kind", kind,
          "Kind of the labels: detection, classification or identity (default: that of most "
          "records)")
      ->type_name("KIND");
}

SetLabels FindSetLabels(const RecordDataset& records, const std::string& kind) {
  SetLabels labels = FindSetLabels(records, kLabelSample);
  if (kind.empty()) return labels;
  labels.kind = KindNamed(kind);
  // For labels treated as another kind, there is no layout to compare with.
  const bool foreign =
      labels.kind == LabelKind::kClassification && labels.layout.kind != labels.kind;
  labels.layout.kind = foreign ? LabelKind::kUnknown : labels.kind;
  return labels;
}

bool HasIdentities(const RecordDataset& records) {
  return records.size() > 0 && std::ranges::all_of(records.files(), [](const auto& file) {
           return file->size() == 0 || file->identities().has_value();
         });
}

}  // namespace imrec::tool
