// What the labels of a data set are, as far as imrec's commands must know.
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
#include <CLI/CLI.hpp>

#include "reader/labels/label_encoder.h"
#include "reader/tool/input_set.h"
#include "reader/tool/label_meaning.h"
#include "recordio/internal/label_layout_detector.h"

namespace imrec::tool {

/// A value. Judges labels as all of imrec does (LabelProblem).
struct SetLabels {
  LabelKind kind = LabelKind::kUnknown;
  LabelLayout layout;                             // what labels are held against
  LabelMeaning meaning = LabelMeaning::kClasses;  // of classification labels

  bool detection() const { return kind == LabelKind::kDetection; }
  bool identity() const { return kind == LabelKind::kIdentity; }

  /// Why a record's labels are not sound, or an empty string.
  std::string Problem(std::span<const float> labels) const { return LabelProblem(labels, layout); }

  /// The classes that a record with these labels, which are sound, shows: each once, in order, as
  /// the numbers that name them (see ShownClasses()). Replaces `classes`.
  void ClassesOf(std::span<const float> labels, std::vector<float>& classes) const;

  /// What a reader makes of these labels, for planning samples: the boxes of detection labels, no
  /// boxes otherwise.
  std::unique_ptr<LabelEncoder> MakeEncoder() const;
};

/// Sees the labels of one record after the other.
class SetLayoutDetector {
 public:
  void Add(std::span<const float> labels);
  /// `identities`: all files are identity sets.
  SetLabels Get(bool identities) const;

 private:
  LabelLayoutDetector survey_;
  MeaningSurvey meaning_;
};

/// Enough to know the kind of a set, and done in a moment; what is rare in it may go unnoticed.
inline constexpr std::uint64_t kLabelSample = 1000;
inline constexpr std::uint64_t kAllLabels = std::numeric_limits<std::uint64_t>::max();

/// Looks at the labels of at most `most` records, evenly spread; those that cannot be read are
/// passed over. The kind is that of most records. Throws Error(kIo), and the first record's Error
/// if no labels can be read.
SetLabels FindSetLabels(const RecordDataset& records, std::uint64_t most);

/// Declares --kind: "detection", "classification" or "identity".
CLI::Option* AddKind(CLI::App& app, std::string& kind);

/// By a sample of the records, or by `kind` unless that is empty: then labels are taken for such.
SetLabels FindSetLabels(const RecordDataset& records, const std::string& kind);

/// True if each file that has records is an identity set.
bool HasIdentities(const RecordDataset& records);

}  // namespace imrec::tool

#endif  // IMREC_READER_TOOL_SET_LABELS_H_
