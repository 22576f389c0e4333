// imrec preview: a contact sheet of what the network will see.
#include <algorithm>
#include <array>
#include <cstdio>
#include <filesystem>
#include <memory>
#include <numeric>
#include <optional>
#include <string>
#include <vector>

#include <imrec/error.h>
#include <imrec/image_codec.h>
#include <imrec/output_file.h>
#include <imrec/recipe_file.h>
#include <imrec/record_set.h>

#include "reader/epoch_order.h"
#include "reader/tool/class_names.h"
#include "reader/tool/command.h"
#include "reader/tool/contact_sheet.h"
#include "reader/tool/limit_options.h"
#include "reader/tool/option_values.h"
#include "reader/tool/preview_page.h"
#include "reader/tool/preview_report.h"
#include "reader/tool/preview_sample.h"
#include "recordio/console/console.h"
#include "recordio/console/progress.h"

namespace imrec::tool {
namespace {

constexpr int kJpegQuality = 90;
constexpr int kPngLevel = 6;

struct Options {
  std::string file;
  std::string preset = "ssd300";
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
  bool json = false;
};

std::string DescribePlan(const SamplePlan& plan, std::uint32_t epoch) {
  std::array<char, 128> text;
  std::snprintf(text.data(), text.size(), "epoch %u", epoch);
  std::string caption = text.data();
  if (plan.canvas.size != plan.source) {
    std::snprintf(text.data(), text.size(), "  zoom-out %.1fx",
                  static_cast<double>(plan.canvas.size.width) / plan.source.width);
    caption += text.data();
  }
  if (plan.crop != kUnitBox) {
    std::snprintf(text.data(), text.size(), "  crop %.0f%%", 100 * plan.crop.area());
    caption += text.data();
  }
  if (plan.mirror) caption += "  mirrored";
  return caption;
}

// The windows of the variants, as far as they are to be seen on the original, then its objects.
std::vector<LabelledBox> OriginalBoxes(const PreviewRecord& record) {
  std::vector<LabelledBox> boxes;
  for (const PreviewVariant& variant : record.variants) {
    const BoundingBox seen = Intersection(variant.window, kUnitBox);
    if (variant.window == kUnitBox || seen.empty()) continue;
    boxes.push_back(
        {.box = seen, .name = std::to_string(variant.epoch), .style = BoxStyle::kWindow});
  }
  boxes.insert(boxes.end(), record.boxes.begin(), record.boxes.end());
  return boxes;
}

// One record's row: the original, then one variant per epoch.
void PaintRow(const PreviewRecord& record, std::size_t row, ContactSheet& sheet) {
  sheet.Place(row, 0, record.image.view(), OriginalBoxes(record),
              "record " + std::to_string(record.key) + "  " + std::to_string(record.image.width()) +
                  "x" + std::to_string(record.image.height()));
  for (const PreviewVariant& variant : record.variants) {
    sheet.Place(row, 1 + variant.epoch, variant.image.view(), variant.boxes,
                DescribePlan(variant.plan, variant.epoch));
  }
}

void WriteSheet(const ContactSheet& sheet, const std::string& path) {
  const std::string extension = std::filesystem::path(path).extension().string();
  const bool jpeg = ImageCodecForExtension(extension)->name == "jpeg";
  std::vector<std::byte> encoded;
  EncodeImage(sheet.image().view(), extension, jpeg ? kJpegQuality : kPngLevel, encoded);
  WriteFileAtomically(path, encoded);
  std::printf("%s\n", path.c_str());
}

void CheckOutputs(const Options& options) {
  const bool wants_sheet = options.sheet || options.page.empty();
  if (wants_sheet && options.output.empty()) {
    throw Error(ErrorCode::kInvalidArgument,
                "nothing to write: -o OUT.jpg or OUT.png for a sheet, --html DIR for a page");
  }
  const std::string extension = std::filesystem::path(options.output).extension().string();
  if (!options.output.empty() && ImageCodecForExtension(extension) == nullptr) {
    throw Error(ErrorCode::kInvalidArgument, "-o must end in .jpg or .png: " + options.output);
  }
}

// The sheet, unless there is none to draw. Throws Error for one that no viewer would open.
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
    throw Error(ErrorCode::kInvalidArgument,
                "a sheet of about " + std::to_string(width) + "x" + std::to_string(height) +
                    " pixels is too large; fewer records, a smaller --cell, or --html DIR");
  }
  return ContactSheet(options.cell, widths, rows);
}

// The records with the given keys or, if there is none, some in the order of epoch 0, where the
// next stands in for one that is bad.
class RecordChoice {
 public:
  RecordChoice(const RecordSet& records, const Options& options)
      : order_(records.size(), options.seed, 0),
        wanted_(options.keys.empty() ? std::min(options.count, records.size())
                                     : options.keys.size()),
        candidates_(options.keys.empty() ? std::min(wanted_ + kSpare, records.size())
                                         : options.keys.size()) {
    for (const std::uint64_t key : options.keys) ordinals_.push_back(OrdinalOf(records, key));
  }

  std::uint64_t wanted() const { return wanted_; }
  std::uint64_t candidates() const { return candidates_; }
  std::uint64_t Ordinal(std::uint64_t i) const {
    return ordinals_.empty() ? order_.At(i) : ordinals_[i];
  }

 private:
  // So many may be bad before it is not worth to look further.
  static constexpr std::uint64_t kSpare = 1000;

  EpochOrder order_;
  std::uint64_t wanted_;
  std::uint64_t candidates_;
  std::vector<std::uint64_t> ordinals_;
};

std::string PageSummary(const Options& options) {
  return options.preset + ", seed " + std::to_string(options.seed) + ", epochs 0 to " +
         std::to_string(options.variants - 1);
}

int Draw(const Options& options) {
  CheckOutputs(options);
  const RecordSet records(options.file);
  const AugmentRecipe recipe = LoadRecipe(options.preset);
  RequireDetectionLabels(records);
  const RecordChoice choice(records, options);
  PreviewSource source(records, recipe, FindClassNames(options.file, options.classes), options.seed,
                       options.limits);
  std::optional<ContactSheet> sheet = MakeSheet(options, recipe.resize.output, choice.wanted());
  std::optional<PreviewPage> page;
  if (!options.page.empty()) page.emplace(options.page, options.file, PageSummary(options));

  console::Progress progress("records", choice.wanted(), console::ProgressMode::kAuto);
  std::size_t row = 0;
  std::uint64_t bad = 0;
  for (std::uint64_t i = 0; i < choice.candidates() && row < choice.wanted(); ++i) {
    try {
      const PreviewRecord record = source.Get(choice.Ordinal(i), options.variants);
      if (sheet) PaintRow(record, row, *sheet);
      if (page) page->Add(record);
      ++row;
    } catch (const Error& error) {
      if (error.code() == ErrorCode::kIo) throw;
      progress.Wipe();
      constexpr std::uint64_t kTold = 10;
      if (++bad <= kTold) console::Say("imrec preview", error.what());
    }
    progress.Update(row);
  }
  progress.Wipe();
  if (row == 0) {
    throw Error(ErrorCode::kCorruptData, "no record could be shown", {.file = options.file});
  }
  if (sheet) WriteSheet(*sheet, options.output);
  if (page) std::printf("%s\n", page->Finish().c_str());
  return bad == 0 ? console::kExitDone : console::kExitPartly;
}

int Run(const Options& options) {
  const ReportOptions report{.file = options.file,
                             .preset = options.preset,
                             .classes = options.classes,
                             .seed = options.seed,
                             .output = options.output,
                             .limits = options.limits,
                             .json = options.json};
  if (options.explain_key) {
    return ExplainSample(report, LoadRecipe(options.preset), *options.explain_key, options.epoch);
  }
  if (options.stats > 0) return ReportPlans(report, LoadRecipe(options.preset), options.stats);
  return Draw(options);
}

}  // namespace

Command AddPreview(CLI::App& imrec) {
  const auto options = std::make_shared<Options>();
  CLI::App* app = imrec.add_subcommand(
      "preview",
      "Shows what the network will see: originals with boxes beside their augmentations");
  app->add_option("FILE", options->file, "The .rec file")->required();
  app->add_option("-o,--output", options->output,
                  "OUT.jpg or OUT.png; with --stats charts, also as OUT.html");
  app->add_option("--preset", options->preset, RecipeHelp())->capture_default_str();
  app->add_option("--count", options->count, "Records to show, in the order of epoch 0")
      ->check(CLI::Range(1, 10000))
      ->capture_default_str();
  app->add_option("--variants", options->variants,
                  "Augmentations of each: those of epochs 0, 1, 2 ..")
      ->check(CLI::Range(1, 20))
      ->capture_default_str();
  app->add_option("--seed", options->seed, "Seed of order and augmentation")->capture_default_str();
  app->add_option("--cell", options->cell, "Height of a cell in pixels")
      ->check(CLI::Range(50, 1000))
      ->capture_default_str();
  app->add_option("--classes", options->classes,
                  "Class names, one a line (default: PREFIX.classes.txt beside FILE)");
  app->add_option("--record", options->keys, "Show the records with these keys instead");
  CLI::Option* page = app->add_option(
      "--html", options->page,
      "Write DIR/index.html, a page to look through the records, and its pictures beside it");
  CLI::Option* sheet =
      app->add_flag("--sheet", options->sheet, "Draw a sheet; the default, unless --html is given");
  CLI::Option* explain = app->add_option(
      "--explain", options->explain_key,
      "Draw nothing; tell how the sample of the record with this key came about, and why each "
      "window that was tried was taken or not");
  app->add_option("--epoch", options->epoch, "With --explain: the epoch")
      ->needs(explain)
      ->capture_default_str();
  explain->excludes(page)->excludes(sheet);
  app->add_option("--stats", options->stats,
                  "Plan this many samples and tell how often what was done to them")
      ->excludes(explain)
      ->excludes(page)
      ->excludes(sheet)
      ->check(CLI::Range(std::uint64_t{1}, std::uint64_t{1} << 40));
  AddLimits(*app, options->limits);
  app->add_flag("--json", options->json, "With --explain or --stats: print JSON");
  app->footer(R"(Examples:
  imrec preview train.rec --count 6 -o sheet.jpg
  imrec preview train.rec --count 100 --html look
  imrec preview train.rec --record 7 42 --preset mine.prototxt -o sheet.png
  imrec preview train.rec --explain 42 --epoch 3
  imrec preview train.rec --preset caffe-ssd --stats 10000 -o charts.png)");
  return {.app = app, .run = [options] { return Run(*options); }};
}

}  // namespace imrec::tool
