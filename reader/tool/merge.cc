// imrec merge: several files into one.
#include <algorithm>
#include <cstdio>
#include <memory>
#include <string>
#include <unordered_set>

#include <imrec/detection_label.h>
#include <imrec/error.h>
#include <imrec/image_record.h>
#include <imrec/record_set.h>
#include <nlohmann/json.hpp>

#include "reader/tool/class_names.h"
#include "reader/tool/command.h"
#include "reader/tool/output_set.h"
#include "recordio/console/console.h"
#include "recordio/console/progress.h"

namespace imrec::tool {
namespace {

constexpr const char* kName = "imrec merge";

struct Options {
  std::vector<std::string> files;
  std::string output;
  std::string keys = "renumber";
  bool force = false;
  bool json = false;
};

// The class names that all files share. Throws Error if they differ: numbers would mix.
std::vector<std::string> SharedClassNames(const Options& options) {
  std::vector<std::string> shared = FindClassNames(options.files.front());
  for (const std::string& file : options.files) {
    if (FindClassNames(file) == shared || options.force) continue;
    throw Error(ErrorCode::kInvalidArgument,
                "its class names are not those of " + options.files.front() +
                    ", so that class numbers would mix (--force merges nevertheless)",
                {.file = file});
  }
  return shared;
}

// What tells label layouts apart: a detection label's header and object width, or "plain".
std::string LayoutOf(const RecordSet& records, std::vector<std::byte>& scratch) {
  std::vector<float> labels;
  records.ReadLabels(0, scratch, labels);
  if (!DetectionLabelView::Problem(labels).empty()) return "no detection labels";
  const DetectionLabelView label(labels);
  return "detection labels of " + std::to_string(label.header_width()) + " + n * " +
         std::to_string(label.object_width());
}

class Merge {
 public:
  explicit Merge(const Options& options)
      : options_(options),
        set_{.output = options.output,
             .inputs = options.files,
             .tool = kName,
             .class_names = SharedClassNames(options)},
        writer_(MakeWriter(set_)) {}

  std::uint64_t Run() {
    for (const std::string& file : options_.files) Add(file);
    Finish(writer_, set_);
    return writer_count_;
  }

 private:
  void Add(const std::string& file) {
    const RecordSet records(file);
    const std::string layout = LayoutOf(records, payload_);
    if (layout_.empty()) layout_ = layout;
    if (layout != layout_) {
      console::Say(kName, "note: " + file + " has " + layout + ", " + options_.files.front() +
                              " has " + layout_);
    }
    console::Progress progress(file, records.size(), console::ProgressMode::kAuto);
    for (std::uint64_t i = 0; i < records.size(); ++i) {
      records.Read(i, payload_);
      Write(records, i);
      progress.Update(i + 1);
    }
  }

  void Write(const RecordSet& records, std::uint64_t i) {
    std::uint64_t key = records.key(i);
    if (options_.keys == "renumber") {
      key = writer_count_;
      if (payload_.size() >= ImageRecordView::kHeaderSize) SetImageRecordId(key, payload_);
    } else if (!keys_.insert(key).second) {
      throw Error(ErrorCode::kInvalidArgument,
                  "another record has this key (--keys renumber gives each its own)",
                  records.Where(i));
    }
    writer_.Write(key, payload_);
    ++writer_count_;
  }

  const Options& options_;
  OutputSet set_;
  DatasetWriter writer_;
  std::uint64_t writer_count_ = 0;
  std::unordered_set<std::uint64_t> keys_;
  std::string layout_;
  std::vector<std::byte> payload_;
};

int Run(const Options& options) {
  const std::uint64_t records = Merge(options).Run();
  if (options.json) {
    const nlohmann::ordered_json json = {{"output", options.output}, {"records", records}};
    std::puts(json.dump(2).c_str());
  } else {
    std::printf("%s: %s records of %zu files\n", options.output.c_str(),
                console::WithThousands(records).c_str(), options.files.size());
  }
  return console::kExitDone;
}

}  // namespace

Command AddMerge(CLI::App& imrec) {
  const auto options = std::make_shared<Options>();
  CLI::App* app =
      imrec.add_subcommand("merge", "Joins files, in the order in which they are named");
  app->add_option("FILE", options->files, "The .rec files")->required();
  app->add_option("-o,--output", options->output, "The .rec file to write")->required();
  app->add_option("--keys", options->keys,
                  "renumber: keys and ids 0, 1, 2 ..; keep: as they are, if none comes twice")
      ->check(CLI::IsMember({"renumber", "keep"}))
      ->capture_default_str();
  app->add_flag("--force", options->force,
                "Merge although class names differ; the first file's count");
  app->add_flag("--json", options->json, "Print JSON");
  app->footer("Example: imrec merge voc2007.rec voc2012.rec -o voc0712.rec");
  return {.app = app, .run = [options] { return Run(*options); }};
}

}  // namespace imrec::tool
