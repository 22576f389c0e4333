// imrec merge: joins several data sets into one file.
#include <algorithm>
#include <cstdio>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include <imrec/error.h>
#include <CLI/CLI.hpp>
#include <nlohmann/json.hpp>

#include "reader/tool/command.h"
#include "reader/tool/common_options.h"
#include "reader/tool/files/identity_merge.h"
#include "reader/tool/files/output_dataset.h"
#include "reader/tool/files/output_keys.h"
#include "reader/tool/input_class_names.h"
#include "reader/tool/input_set.h"
#include "reader/tool/set_labels.h"
#include "reader/tool/standard_output.h"
#include "recordio/console/console.h"
#include "recordio/console/progress.h"
#include "recordio/internal/label_layout_detector.h"
#include "recordio/internal/remote_path.h"

namespace imrec::tool {
namespace {

constexpr const char* kMergeName = "imrec merge";

struct MergeOptions {
  std::vector<std::string> sets;
  std::string output;
  std::string classes;
  std::string keys = "renumber";
  bool first_classes = false;
  bool identities = false;
  bool same_identities = false;
  bool force = false;
  bool quiet = false;
  bool json = false;
};

// Describes a label layout: the kind, and for detection labels the widths of most labels.
std::string LayoutOf(const RecordShard& file) {
  LabelLayoutDetector survey;
  std::vector<std::byte> scratch;
  std::vector<float> labels;
  const std::uint64_t looked_at = std::min(file.size(), kLabelSample);
  for (std::uint64_t i = 0; i < looked_at; ++i) {
    file.ReadLabels(i * file.size() / looked_at, scratch, labels);
    survey.Add(labels);
  }
  LabelLayout layout = survey.Layout();
  if (file.identities()) layout.kind = LabelKind::kIdentity;
  std::string text = LabelKindName(layout.kind) + " labels";
  if (layout.kind == LabelKind::kDetection) {
    const auto width = [](std::uint64_t value) {
      return value == 0 ? std::string("several widths") : std::to_string(value);
    };
    text += " of " + width(layout.header_width) + " + n * " + width(layout.object_width);
  }
  return text;
}

// Reports each file whose layout differs from that of the first.
void CompareLayouts(const InputSet& input) {
  const RecordShard* first = nullptr;
  std::string expected;
  for (std::size_t i = 0; i < input.files().size(); ++i) {
    const RecordShard& file = input.file(i);
    if (file.size() == 0) continue;
    const std::string layout = LayoutOf(file);
    if (first == nullptr) {
      first = &file;
      expected = layout;
    }
    if (layout == expected) continue;
    console::Say(kMergeName, "note: " + file.path() + " has " + layout + ", " + first->path() +
                                 " has " + expected);
  }
}

void Merge(const InputSet& input, const MergeOptions& options, SetWriter& writer) {
  const RecordStore& records = input.records();
  const bool renumber = options.keys == "renumber";
  if (!renumber) RequireDistinctKeys(input);
  std::vector<std::byte> payload;
  console::Progress progress("records", records.size(), ProgressUnless(options.quiet));
  for (std::uint64_t i = 0; i < records.size(); ++i) {
    records.Read(i, payload);
    if (renumber) SetRecordId(i, payload);
    writer.Write(renumber ? i : records.key(i), payload);
    progress.Update(i + 1);
  }
}

// Reports the sets whose identities get new numbers.
void TellShifts(const IdentityMerge& merge, const MergeOptions& options) {
  for (std::size_t set = 1; set < merge.shifts.size(); ++set) {
    if (merge.shifts[set] == 0 || options.quiet) continue;
    console::Say(kMergeName,
                 "identity 0 of " + ShownPath(options.sets[set]) + " becomes " +
                     std::to_string(merge.shifts[set]) +
                     ", and so on: they count as other people (--same-identities keeps the "
                     "numbers)");
  }
}

void MergeIdentities(const InputSet& input, const MergeOptions& options, const IdentityMerge& merge,
                     SetWriter& writer) {
  writer.KeepIdentities();
  std::vector<std::byte> payload;
  console::Progress progress("images", merge.images.size(), ProgressUnless(options.quiet));
  std::uint64_t done = 0;
  for (const IdentityMerge::Image& image : merge.images) {
    input.records().Read(image.ordinal, payload);
    SetIdentity(image.identity, payload);
    writer.Write(0, payload);  // the writer sets the keys of the layout
    progress.Update(++done);
  }
}

// Returns the plan for an identity set, or nothing if the output is not one.
std::optional<IdentityMerge> PlanIdentities(const InputSet& input, const MergeOptions& options,
                                            const std::vector<std::string>& class_names) {
  if (!options.identities && !HasIdentities(input.records())) return std::nullopt;
  if (options.keys == "keep") {
    throw Error(ErrorCode::kInvalidArgument,
                "--keys keep: the layout of identity sets gives the keys 1, 2, 3 ..");
  }
  if (FindSetLabels(input.records(), kAllLabels).detection()) {
    throw Error(ErrorCode::kInvalidArgument, "--identities, but its labels are boxes",
                {.file = input.name()});
  }
  IdentityMerge merge = PlanIdentityMerge(input, options.same_identities);
  const bool shifted =
      std::ranges::any_of(merge.shifts, [](std::uint64_t shift) { return shift > 0; });
  if (shifted && !class_names.empty() && options.classes.empty()) {
    throw Error(ErrorCode::kInvalidArgument,
                "identities of the later sets get other numbers, which their names do not follow; "
                "--classes FILE gives the names of all, --same-identities keeps the numbers",
                {.file = input.name()});
  }
  TellShifts(merge, options);
  return merge;
}

int RunMerge(const MergeOptions& options) {
  const InputSet input(InputFiles(options.sets, kMergeName, {.keep_repeats = true}));
  const OutputDataset output = {
      .output = options.output,
      .inputs = input.files(),
      .class_names =
          SharedClassNames(input.files(), options.classes,
                           options.first_classes ? OnOtherNames::kUseFirst : OnOtherNames::kRefuse),
      .force = options.force};
  SetWriter writer(output);
  CompareLayouts(input);
  const std::optional<IdentityMerge> identities =
      PlanIdentities(input, options, output.class_names);
  if (identities) {
    MergeIdentities(input, options, *identities, writer);
  } else {
    Merge(input, options, writer);
  }
  writer.Close();
  const std::string count = identities ? console::Counted(identities->identities, "identity") : "";
  if (options.json) {
    nlohmann::ordered_json json = {{"output", output.name()}, {"records", input.records().size()}};
    if (identities) json["identities"] = identities->identities;
    PrintJson(json);
  } else if (!options.quiet) {
    std::printf("%s: %s of %s%s%s\n", output.name().c_str(),
                console::Counted(input.records().size(), "record").c_str(),
                console::Counted(input.files().size(), "file").c_str(), identities ? ", " : "",
                count.c_str());
  }
  return console::kExitDone;
}

}  // namespace

Command AddMerge(CLI::App& imrec) {
  const auto options = std::make_shared<MergeOptions>();
  CLI::App* app =
      imrec.add_subcommand("merge", "Joins all files of data sets into one, in the given order");
  AddSets(*app, options->sets);
  AddOutput(*app, options->output)->description("What to write: OUT.rec, or OUT");
  AddClasses(*app, options->classes);
  AddKeys(*app, options->keys);
  app->add_flag("--first-classes", options->first_classes,
                "Merge even if class names differ, and use those of the first file");
  app->add_flag(
      "--identities", options->identities,
      "Write an identity set (face recognition) from images whose first label is their identity; "
      "not needed for identity sets");
  app->add_flag(
      "--same-identities", options->same_identities,
      "Identity sets: the numbers of all sets mean the same people; otherwise those of the "
      "second and later sets are numbered after the first's");
  AddForce(*app, options->force);
  AddQuiet(*app, options->quiet);
  AddJson(*app, options->json);
  app->footer(
      "Examples:\n  imrec merge voc2007.rec voc2012.rec -o voc0712.rec\n"
      "  imrec merge 'train-*.rec' --keys keep -o train-all.rec\n"
      "  imrec merge faces.rec more-faces.rec -o all-faces.rec");
  return {.app = app, .run = [options] { return RunMerge(*options); }};
}

}  // namespace imrec::tool
