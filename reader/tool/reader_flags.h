// The options of commands that read batches.
#ifndef IMREC_READER_TOOL_READER_FLAGS_H_
#define IMREC_READER_TOOL_READER_FLAGS_H_

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include <imrec/detection_reader.h>
#include <CLI/CLI.hpp>

namespace imrec::tool {

/// What was typed. AddTo() declares it to the command line.
struct ReaderFlags {
  std::vector<std::string> sets;
  std::vector<double> weights;
  std::string preset = "ssd300";
  std::size_t batch_size = 32;
  std::string last_batch = "keep";
  std::string type = "float32";
  std::string layout = "nchw";
  std::string channels = "rgb";
  std::string labels = "objects";
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

  void AddTo(CLI::App& app);

  /// Throws Error(kInvalidArgument) that names the option.
  ReaderOptions ToReaderOptions() const;
  DetectionLabels ToDetectionLabels() const;
  /// The sets, for messages.
  std::string Name() const;
};

}  // namespace imrec::tool

#endif  // IMREC_READER_TOOL_READER_FLAGS_H_
