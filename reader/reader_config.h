// What each kind of reader passes to the common engine.
#ifndef IMREC_READER_READER_CONFIG_H_
#define IMREC_READER_READER_CONFIG_H_

#include <cstddef>
#include <functional>
#include <memory>

#include <imrec/reader_options.h>

#include "reader/labels/label_encoder.h"
#include "reader/records/record_dataset.h"

namespace imrec {

/// The shape of labels, and a factory for the rows of each worker.
struct LabelEncoding {
  std::size_t width = 0;
  std::size_t max_objects = 0;
  std::size_t object_width = 0;
  std::function<std::unique_ptr<LabelEncoder>()> make_encoder;
};

struct ReaderConfig {
  ReaderOptions options;
  /// Called after the files are opened. Throws Error if they do not fit the kind of reader.
  std::function<LabelEncoding(const RecordDataset&)> labels;
};

/// Throws Error(kInvalidArgument) "reader option PROBLEM" unless `good`.
void RequireOption(bool good, const std::string& problem);

/// Throws Error(kInvalidArgument) "reader option NAME must be in LEAST..MOST" unless it is.
void RequireRange(const std::string& name, Count value, std::uint64_t least, std::uint64_t most);

/// Replaces parts_from by the part that it chooses, and logs it. Throws Error(kInvalidArgument).
void TakePart(ReaderOptions& options);

/// Throws Error(kInvalidArgument) that names the field if one is out of range.
void ValidateReaderOptions(const ReaderOptions& options);

}  // namespace imrec

#endif  // IMREC_READER_READER_CONFIG_H_
