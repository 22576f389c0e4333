// imrec preview: draws a contact sheet of what the network will see.
#include <algorithm>
#include <cstdio>
#include <filesystem>
#include <memory>
#include <numeric>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include <imrec/error.h>
#include <imrec/image_codec.h>
#include <CLI/CLI.hpp>
#include <nlohmann/json.hpp>

#include "reader/tool/command.h"
#include "reader/tool/common_options.h"
#include "reader/tool/default_preset.h"
#include "reader/tool/input_class_names.h"
#include "reader/tool/input_set.h"
#include "reader/tool/limit_options.h"
#include "reader/tool/preview/contact_sheet.h"
#include "reader/tool/preview/preview_choice.h"
#include "reader/tool/preview/preview_page.h"
#include "reader/tool/preview/preview_report.h"
#include "reader/tool/preview/preview_row.h"
#include "reader/tool/preview/preview_sample.h"
#include "reader/tool/set_labels.h"
#include "reader/tool/standard_output.h"
#include "reader/tool/stats/charts.h"
#include "recordio/console/console.h"
#include "recordio/console/option_values.h"
#include "recordio/console/progress.h"

namespace imrec::tool {
namespace {

constexpr const char* kName = "imrec preview";
constexpr int kJpegQuality = 90;
constexpr int kPngLevel = 6;

struct Options {
  std::vector<std::string> sets;
  std::string preset;  // empty: the default of the kind of labels
  std::string kind;
  std::uint64_t count = 4;
  std::uint32_t variants = 5;
  std::uint64_t seed = 0;
  int cell = 300;
  std::string classes;
  std::string output;
  std::vector<std::uint64_t> keys;
  bool sheet = false;
  std::string page;
  std::optional<std::uint64_t> explain_key;
  std::uint32_t epoch = 0;
  std::uint64_t stats = 0;
  ImageLimits limits;
  bool force = false;
  bool quiet = false;
  bool json = false;

  bool to_stdout() const { return output == "-"; }
};

// Returns the extension that determines the format; for standard output, that of PNG.
std::string ExtensionOf(const Options& options) {
  return options.to_stdout() ? ".png" : std::filesystem::path(options.output).extension().string();
}

void WriteSheet(const ContactSheet& sheet, const Options& options) {
  const std::string extension = ExtensionOf(options);
  const bool jpeg = ImageCodecForExtension(extension)->name == "jpeg";
  std::vector<std::byte> encoded;
  EncodeImage(sheet.image().view(), extension, jpeg ? kJpegQuality : kPngLevel, encoded);
  WriteOutput(options.output, encoded);
}

void CheckOutputs(const Options& options) {
  const bool wants_sheet = options.sheet || options.page.empty();
  if (wants_sheet && options.output.empty()) {
    throw Error(ErrorCode::kInvalidArgument,
                "nothing to write: -o OUT.jpg or OUT.png for a sheet, --html DIR for a page");
  }
  if (!options.page.empty()) RequireEmptyFolder(options.page, options.force);
  if (!options.output.empty() && !CanEncodeImage(ExtensionOf(options))) {
    throw Error(ErrorCode::kInvalidArgument,
                "-o must end in .jpg or .png, or be -: " + options.output);
  }
}

// Returns the sheet, or nothing if no sheet was asked for. Throws Error if the sheet would be too
// large for viewers.
std::optional<ContactSheet> MakeSheet(const Options& options, ImageSize output,
                                      std::uint64_t rows) {
  if (options.output.empty()) return std::nullopt;
  std::vector<int> widths(1 + options.variants, options.cell * output.width / output.height);
  widths[0] = options.cell * 4 / 3;
  const std::uint64_t height = rows * static_cast<std::uint64_t>(options.cell);
  const auto width = static_cast<std::uint64_t>(std::accumulate(widths.begin(), widths.end(), 0));
  constexpr std::uint64_t kMostHeight = 60'000;
  constexpr std::uint64_t kMostPixels = 300'000'000;
  if (height > kMostHeight || width * height > kMostPixels) {
    throw Error(
        ErrorCode::kInvalidArgument,
        "a sheet of about " + std::to_string(width) + "x" + std::to_string(height) +
            " pixels is too large; show fewer records, use a smaller --cell, or --html DIR");
  }
  return ContactSheet(options.cell, widths, rows);
}

std::string PageSummary(const Options& options, const SetLabels& labels) {
  return LabelKindName(labels.kind) + ", " + options.preset + ", seed " +
         std::to_string(options.seed) + ", epochs 0 to " + std::to_string(options.variants - 1);
}

// Prints what was written, as text or JSON, unless standard output has the picture.
void TellOutputs(const Options& options, const SetLabels& labels, const std::string& page,
                 std::uint64_t shown, std::uint64_t bad) {
  if (options.json) {
    nlohmann::ordered_json json;
    if (!options.output.empty()) json["sheet"] = options.output;
    if (!page.empty()) json["page"] = page;
    json["kind"] = LabelKindName(labels.kind);
    json["preset"] = options.preset;
    json["records"] = shown;
    json["unreadable"] = bad;
    PrintJson(json);
  } else if (!options.quiet && !options.to_stdout()) {
    if (!options.output.empty()) std::puts(options.output.c_str());
    if (!page.empty()) std::puts(page.c_str());
  }
}

int Draw(const InputSet& input, const Options& options, const SetLabels& labels,
         const AugmentRecipe& recipe) {
  const PreviewChoice choice(input, options.keys, options.count, options.seed);
  PreviewSource source(input.records(), recipe, labels,
                       SharedClassNames(input.files(), options.classes, OnOtherNames::kUseNumbers),
                       options.seed, options.limits);
  std::optional<ContactSheet> sheet = MakeSheet(options, recipe.resize.output, choice.wanted());
  std::optional<PreviewPage> page;
  if (!options.page.empty()) {
    page.emplace(options.page, input.name(), PageSummary(options, labels), labels.kind);
  }

  console::Progress progress("records", choice.wanted(), ProgressUnless(options.quiet));
  std::size_t row = 0;
  std::uint64_t bad = 0;
  for (std::uint64_t i = 0; i < choice.candidates() && row < choice.wanted(); ++i) {
    try {
      const PreviewRecord record = source.Get(choice.Ordinal(i), options.variants);
      if (sheet) PaintPreview(record, row, *sheet);
      if (page) page->Add(record);
      ++row;
    } catch (const Error& error) {
      if (error.code() == ErrorCode::kIo) throw;
      progress.Wipe();
      constexpr std::uint64_t kTold = 10;
      if (++bad <= kTold) console::Say(kName, error.what());
    }
    progress.Update(row);
  }
  progress.Wipe();
  if (row == 0) {
    throw Error(ErrorCode::kCorruptData, "no record could be shown", {.file = input.name()});
  }
  if (sheet) WriteSheet(*sheet, options);
  TellOutputs(options, labels, page ? page->Finish().string() : std::string(), row, bad);
  return bad == 0 ? console::kExitDone : console::kExitPartly;
}

// Returns the given recipe, or the default preset for this kind, whose name is stored in `preset`.
AugmentRecipe ChooseRecipe(std::optional<AugmentRecipe> typed, const InputSet& input,
                           const SetLabels& labels, Options& options) {
  if (typed) return *std::move(typed);
  options.preset = DefaultPreset(labels, input.records());
  if (!labels.detection() && !options.quiet) {
    console::Say(kName, "labels are of kind " + LabelKindName(labels.kind) + ", so the preset is " +
                            options.preset);
  }
  return GetRecipe(options.preset);
}

int Run(Options options) {
  const bool reports = options.explain_key || options.stats > 0;
  if (!reports) CheckOutputs(options);
  if (options.stats > 0 && !options.output.empty()) CheckChartPath(options.output);
  if (!options.output.empty()) RequireAbsent(options.output, options.force);
  if (options.to_stdout() && options.json) {
    throw Error(ErrorCode::kInvalidArgument,
                "-o - and --json both write to standard output; give one of them");
  }
  std::optional<AugmentRecipe> typed;
  if (!options.preset.empty()) typed = GetRecipe(options.preset);
  const InputSet input(InputFiles(options.sets, kName));
  const SetLabels labels = FindSetLabels(input.records(), options.kind);
  const AugmentRecipe recipe = ChooseRecipe(std::move(typed), input, labels, options);
  if (!reports) return Draw(input, options, labels, recipe);
  const ReportOptions report{.preset = options.preset,
                             .classes = options.classes,
                             .labels = labels,
                             .seed = options.seed,
                             .output = options.output,
                             .quiet = options.quiet,
                             .limits = options.limits,
                             .json = options.json};
  if (options.stats > 0) return ReportPlans(input, report, recipe, options.stats);
  return ExplainSample(input, report, recipe, *options.explain_key, options.epoch);
}

}  // namespace

Command AddPreview(CLI::App& imrec) {
  const auto options = std::make_shared<Options>();
  CLI::App* app = imrec.add_subcommand("preview",
                                       "Shows what the network will see: each original and its "
                                       "augmented samples, with boxes or classes");
  AddSets(*app, options->sets);
  CLI::Option* output = app->add_option(
      "-o,--output", options->output,
      "OUT.jpg or OUT.png; -: a PNG to standard output. With --stats, charts, also as "
      "OUT.html; -: that page to standard output");
  AddPreset(*app, options->preset);
  AddKind(*app, options->kind);
  console::AddWholeNumber(*app, "--count", options->count,
                          "Records to show, in the order of epoch 0",
                          {.lowest = 1, .highest = 10'000})
      ->default_str(std::to_string(options->count));
  console::AddWholeNumber(*app, "--variants", options->variants,
                          "Augmented samples of each record: those of epochs 0, 1, 2 and so on",
                          {.lowest = 1, .highest = 20})
      ->default_str(std::to_string(options->variants));
  AddSeed(*app, options->seed, "Seed of order and augmentation");
  console::AddWholeNumber(*app, "--cell", options->cell, "Height of a cell in pixels",
                          {.lowest = 50, .highest = 1000})
      ->default_str(std::to_string(options->cell));
  AddClasses(*app, options->classes);
  console::AddWholeNumbers(*app, "--record", options->keys,
                           "Show the records with these keys instead, in any file of the set", {});
  CLI::Option* page =
      app->add_option("--html", options->page,
                      "Write DIR/index.html, a page for browsing the records, and its pictures");
  CLI::Option* sheet =
      app->add_flag("--sheet", options->sheet, "Draw a sheet (default, unless --html is given)");
  CLI::Option* explain = console::AddWholeNumber(
      *app, "--explain", options->explain_key,
      "Instead of drawing, print how the sample of the record with this key was made, and why "
      "each window that was tried was used or not",
      {});
  console::AddWholeNumber(*app, "--epoch", options->epoch, "With --explain: the epoch", {})
      ->needs(explain)
      ->default_str(std::to_string(options->epoch));
  explain->excludes(page)->excludes(sheet)->excludes(output);
  console::AddWholeNumber(*app, "--stats", options->stats,
                          "Plan this many samples, and print how often each operation was applied",
                          {.lowest = 1, .highest = std::uint64_t{1} << 40})
      ->excludes(explain)
      ->excludes(page)
      ->excludes(sheet);
  AddLimits(*app, options->limits);
  AddForce(*app, options->force)
      ->description("Replace an existing file; write into a folder that is not empty");
  AddQuiet(*app, options->quiet)
      ->description("Print no progress and no names of written files; with --stats -o, no text");
  AddJson(*app, options->json);
  app->footer(R"(Examples:
  imrec preview train.rec --count 6 -o sheet.jpg
  imrec augment show ssd512 | imrec preview 'train-*.rec' --preset - -o - > sheet.png
  imrec preview train.rec --count 100 --html look
  imrec preview train.rec --record 7 42 --preset mine.prototxt -o mine.png
  imrec preview train.rec --explain 42 --epoch 3
  imrec preview train.rec --preset caffe-ssd --stats 10000 -o charts.png)");
  return {.app = app, .run = [options] { return Run(*options); }};
}

}  // namespace imrec::tool
