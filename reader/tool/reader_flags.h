// The options of commands that read batches, and the readers that they open.
#ifndef IMREC_READER_TOOL_READER_FLAGS_H_
#define IMREC_READER_TOOL_READER_FLAGS_H_

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include <imrec/batch_reader.h>
#include <imrec/label_layout.h>

#include "reader/tool/cache_options.h"
#include "recordio/console/cli_forward.h"

namespace imrec::tool {

/// The values of the options. AddTo() declares the options.
struct ReaderFlags {
  std::vector<std::string> sets;
  std::vector<double> weights;
  std::string preset;  // empty: the default of the kind of labels
  std::string kind;    // empty: that of most labels
  std::string classes;
  std::size_t batch_size = 32;
  std::string last_batch = "keep";
  std::string type = "float32";
  std::string layout = "nchw";
  std::string channels = "rgb";
  std::string labels;  // empty: the default of the kind
  std::size_t threads = 0;
  bool pin_threads = false;
  std::size_t prefetch = 4;
  std::string part = "0/1";
  std::string equalise = "off";
  std::uint64_t seed = 0;
  std::string shuffle = "full";
  bool map = false;
  bool drop_cache = false;
  bool huge_pages = true;
  bool check_checksums = false;
  bool ignore_checksums = false;  // neither: those of remote files are compared
  CacheOptions cache;
  ImageLimits limits;
  double max_bad_share = 0.05;

  void AddTo(CLI::App& app);

  /// The names of the sets, for messages.
  std::string Name() const;
};

/// A reader, and the kind and preset that were chosen for it.
struct OpenedReader {
  BatchReader reader;
  LabelKind kind = LabelKind::kUnknown;
  std::string preset;
};

/// Opens a reader for the kind of labels that the sets have. Notices start with `tool`, such as
/// "imrec bench". Throws Error(kInvalidArgument) with the name of an invalid option, or of a file
/// whose class names differ from the others; also throws Error as readers do.
OpenedReader OpenReader(const ReaderFlags& flags, const std::string& tool);

}  // namespace imrec::tool

#endif  // IMREC_READER_TOOL_READER_FLAGS_H_
