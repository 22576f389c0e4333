// The kind and structure of a data set's labels, as imrec's commands need them.
#ifndef IMREC_READER_TOOL_SET_LABELS_H_
#define IMREC_READER_TOOL_SET_LABELS_H_

#include <cstddef>
#include <cstdint>
#include <limits>
#include <memory>
#include <span>
#include <string>
#include <vector>

#include <imrec/label_layout.h>

#include "reader/labels/label_encoder.h"
#include "reader/tool/input_set.h"
#include "reader/tool/label_meaning.h"
#include "recordio/console/cli_forward.h"
#include "recordio/internal/label_layout_detector.h"

namespace imrec::tool {

/// A value type. Checks labels by the rules of all of imrec (LabelProblem).
struct SetLabels {
  LabelKind kind = LabelKind::kUnknown;
  LabelLayout layout;                             // the layout with which labels are compared
  LabelMeaning meaning = LabelMeaning::kClasses;  // of classification labels

  bool detection() const { return kind == LabelKind::kDetection; }
  bool identity() const { return kind == LabelKind::kIdentity; }

  /// Returns the reason why a record's labels are invalid, or an empty string.
  std::string Problem(std::span<const float> labels) const { return LabelProblem(labels, layout); }

  /// Sets `classes` to the classes of a record with these labels, each once and in order, as
  /// numbers (see ShownClasses()). The labels must be valid.
  void ClassesOf(std::span<const float> labels, std::vector<float>& classes) const;

  /// Returns the encoder that a reader uses for these labels, for planning samples. It has boxes
  /// for detection labels only.
  std::unique_ptr<LabelEncoder> MakeEncoder() const;
};

/// Examines the labels of records one by one.
class SetLayoutDetector {
 public:
  void Add(std::span<const float> labels);
  /// `identities` must be true if all files are identity sets.
  SetLabels Get(bool identities) const;

 private:
  LabelLayoutDetector survey_;
  MeaningSurvey meaning_;
};

/// A number of records that is read quickly and suffices to find the kind of a set. Rare kinds of
/// labels may not be among them.
inline constexpr std::uint64_t kLabelSample = 1000;
inline constexpr std::uint64_t kAllLabels = std::numeric_limits<std::uint64_t>::max();

/// Reads the labels of at most `most` records, evenly spread, and ignores records that cannot be
/// read. The kind is that of most records. Throws Error(kIo), or the first record's Error if no
/// labels can be read.
SetLabels FindSetLabels(const RecordDataset& records, std::uint64_t most);

/// Declares --kind: "detection", "classification" or "identity".
CLI::Option* AddKind(CLI::App& app, std::string& kind);

/// Finds the kind from a sample of the records. If `kind` is not empty, labels are treated as
/// labels of that kind.
SetLabels FindSetLabels(const RecordDataset& records, const std::string& kind);

/// Returns true if each file that has records is an identity set.
bool HasIdentities(const RecordDataset& records);

}  // namespace imrec::tool

#endif  // IMREC_READER_TOOL_SET_LABELS_H_
