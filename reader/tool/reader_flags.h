// The options of commands that read batches, and the readers that they ask for.
#ifndef IMREC_READER_TOOL_READER_FLAGS_H_
#define IMREC_READER_TOOL_READER_FLAGS_H_

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include <imrec/batch_reader.h>
#include <imrec/label_layout.h>
#include <CLI/CLI.hpp>

namespace imrec::tool {

/// What was typed. AddTo() declares it to the command line.
struct ReaderFlags {
  std::vector<std::string> sets;
  std::vector<double> weights;
  std::string preset;  // empty: by the kind of labels
  std::string kind;    // empty: what most labels are
  std::string classes;
  std::size_t batch_size = 32;
  std::string last_batch = "keep";
  std::string type = "float32";
  std::string layout = "nchw";
  std::string channels = "rgb";
  std::string labels;  // empty: what is usual for the kind
  std::size_t threads = 0;
  bool pin_threads = false;
  std::size_t prefetch = 4;
  std::string part = "0/1";
  std::string equalise = "off";
  std::uint64_t seed = 0;
  std::string shuffle = "full";
  bool map = false;
  bool drop_cache = false;
  bool huge_pages = false;
  bool check_checksums = false;
  ImageLimits limits;
  double max_bad_share = 0.05;

  void AddTo(CLI::App& app);

  /// The sets, for messages.
  std::string Name() const;
};

/// A reader of what was typed, and what was found out for it.
struct OpenedReader {
  BatchReader reader;
  LabelKind kind = LabelKind::kUnknown;
  std::string preset;
};

/// Opens a reader for the kind of labels that the sets have. `tool`, such as "imrec bench", is for
/// notices. Throws Error(kInvalidArgument) that names the option, or the file whose class names are
/// not those of the others; Error as readers do.
OpenedReader OpenReader(const ReaderFlags& flags, const std::string& tool);

}  // namespace imrec::tool

#endif  // IMREC_READER_TOOL_READER_FLAGS_H_
