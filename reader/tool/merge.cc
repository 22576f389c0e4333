// imrec merge: several data sets into one file.
#include <cstdio>
#include <memory>
#include <string>
#include <vector>

#include <imrec/detection_label.h>
#include <imrec/error.h>
#include <nlohmann/json.hpp>

#include "reader/tool/class_names.h"
#include "reader/tool/command.h"
#include "reader/tool/input_set.h"
#include "reader/tool/option_values.h"
#include "reader/tool/output_keys.h"
#include "reader/tool/output_set.h"
#include "reader/tool/standard_output.h"
#include "recordio/console/console.h"
#include "recordio/console/progress.h"

namespace imrec::tool {
namespace {

constexpr const char* kName = "imrec merge";

struct Options {
  std::vector<std::string> sets;
  std::string output;
  std::string classes;
  std::string keys = "renumber";
  bool force = false;
  bool quiet = false;
  bool json = false;
};

// What tells label layouts apart: a detection label's header and object width, or "plain".
std::string LayoutOf(const RecordSet& file, std::vector<std::byte>& scratch) {
  std::vector<float> labels;
  file.ReadLabels(0, scratch, labels);
  if (!DetectionLabelView::Problem(labels).empty()) return "no detection labels";
  const DetectionLabelView label(labels);
  return "detection labels of " + std::to_string(label.header_width()) + " + n * " +
         std::to_string(label.object_width());
}

// Names each file whose layout is not that of the first.
void CompareLayouts(const InputSet& input) {
  const RecordSet* first = nullptr;
  std::string expected;
  std::vector<std::byte> scratch;
  for (std::size_t i = 0; i < input.files().size(); ++i) {
    const RecordSet& file = input.file(i);
    if (file.size() == 0) continue;
    const std::string layout = LayoutOf(file, scratch);
    if (first == nullptr) {
      first = &file;
      expected = layout;
    }
    if (layout == expected) continue;
    console::Say(kName, "note: " + file.path() + " has " + layout + ", " + first->path() + " has " +
                            expected);
  }
}

bool HasIdentities(const InputSet& input) {
  for (std::size_t i = 0; i < input.files().size(); ++i) {
    if (!input.file(i).identities()) return false;
  }
  return true;
}

void Merge(const InputSet& input, const Options& options, SetWriter& writer) {
  const RecordStore& records = input.records();
  const bool renumber = options.keys == "renumber";
  if (!renumber) RequireDistinctKeys(input);
  if (HasIdentities(input)) writer.KeepIdentities();
  std::vector<std::byte> payload;
  console::Progress progress("records", records.size(), ProgressUnless(options.quiet));
  for (std::uint64_t i = 0; i < records.size(); ++i) {
    records.Read(i, payload);
    if (renumber) SetRecordId(i, payload);
    writer.Write(renumber ? i : records.key(i), payload);
    progress.Update(i + 1);
  }
}

int Run(const Options& options) {
  const InputSet input(InputFiles(options.sets, kName, {.keep_repeats = true}));
  const OutputSet output = {.output = options.output,
                            .inputs = input.files(),
                            .class_names = SharedClassNames(
                                input.files(), options.classes,
                                options.force ? OnOtherNames::kUseFirst : OnOtherNames::kRefuse)};
  SetWriter writer(output);
  CompareLayouts(input);
  Merge(input, options, writer);
  writer.Close();
  if (options.json) {
    PrintJson({{"output", output.name()}, {"records", input.records().size()}});
  } else if (!options.quiet) {
    std::printf("%s: %s records of %zu files\n", output.name().c_str(),
                console::WithThousands(input.records().size()).c_str(), input.files().size());
  }
  return console::kExitDone;
}

}  // namespace

Command AddMerge(CLI::App& imrec) {
  const auto options = std::make_shared<Options>();
  CLI::App* app = imrec.add_subcommand(
      "merge", "Joins all files of data sets into one, in the order in which they are named");
  AddSets(*app, options->sets);
  AddOutput(*app, options->output)->description("What to write: OUT.rec, or OUT");
  AddClasses(*app, options->classes);
  AddKeys(*app, options->keys);
  app->add_flag("--force", options->force,
                "Merge although class names differ; the first file's count");
  AddQuiet(*app, options->quiet);
  AddJson(*app, options->json);
  app->footer(
      "Examples:\n  imrec merge voc2007.rec voc2012.rec -o voc0712.rec\n"
      "  imrec merge 'train-*.rec' --keys keep -o train-all.rec");
  return {.app = app, .run = [options] { return Run(*options); }};
}

}  // namespace imrec::tool
