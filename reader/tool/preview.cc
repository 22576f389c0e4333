// imrec preview: a contact sheet of what the network will see.
#include <algorithm>
#include <array>
#include <cstdio>
#include <filesystem>
#include <memory>
#include <optional>
#include <string>

#include <imrec/error.h>
#include <imrec/image_codec.h>
#include <imrec/output_file.h>
#include <imrec/recipe_file.h>
#include <imrec/record_set.h>

#include "reader/epoch_order.h"
#include "reader/sample_loader.h"
#include "reader/tool/class_names.h"
#include "reader/tool/command.h"
#include "reader/tool/contact_sheet.h"
#include "reader/tool/option_values.h"
#include "reader/tool/preview_report.h"
#include "recordio/console/console.h"

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
  std::optional<std::uint64_t> explain_key;
  std::uint32_t epoch = 0;
  std::uint64_t stats = 0;
  bool json = false;
};

// Network input back to pixels.
Image ToPixels(std::span<const float> chw, const AugmentRecipe& recipe) {
  Image image(recipe.resize.output, 3);
  const std::size_t plane = chw.size() / 3;
  std::uint8_t* out = image.view().data();
  for (std::size_t i = 0; i < plane; ++i) {
    for (std::size_t c = 0; c < 3; ++c) {
      const float value = chw[c * plane + i] * recipe.std[c] + recipe.mean[c];
      *out++ = static_cast<std::uint8_t>(std::clamp(value + 0.5F, 0.0F, 255.0F));
    }
  }
  return image;
}

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

// Draws one record's row: the original, then one variant per epoch.
class RowPainter {
 public:
  RowPainter(const RecordSet& records, const Options& options, const AugmentRecipe& recipe,
             ContactSheet& sheet)
      : records_(records),
        options_(options),
        recipe_(recipe),
        names_(FindClassNames(options.file, options.classes)),
        loader_(records, recipe),
        sheet_(sheet) {}

  void Paint(std::size_t row, std::uint64_t ordinal) {
    const Image& original = loader_.LoadOriginal(ordinal);
    const DetectionObjects& objects = loader_.objects();
    std::vector<LabelledBox> boxes;
    for (std::size_t i = 0; i < objects.size(); ++i) {
      boxes.push_back(Labelled(objects.boxes()[i], objects.values(i)[0]));
    }
    sheet_.Place(row, 0, original.view(), boxes,
                 "record " + std::to_string(records_.key(ordinal)) + "  " +
                     std::to_string(original.width()) + "x" + std::to_string(original.height()));
    for (std::uint32_t epoch = 0; epoch < options_.variants; ++epoch) {
      PaintVariant(row, ordinal, epoch);
    }
  }

 private:
  void PaintVariant(std::size_t row, std::uint64_t ordinal, std::uint32_t epoch) {
    const std::size_t plane = static_cast<std::size_t>(recipe_.resize.output.width) *
                              static_cast<std::size_t>(recipe_.resize.output.height);
    image_.resize(3 * plane);
    label_.resize(loader_.objects().size() * loader_.objects().object_width());
    loader_.Load(ordinal, options_.seed, epoch, loader_.objects().object_width(), image_, label_);
    std::vector<LabelledBox> boxes;
    for (const PlannedObject& object : loader_.plan().objects) {
      boxes.push_back(Labelled(object.box, loader_.objects().values(object.index)[0]));
    }
    sheet_.Place(row, 1 + epoch, ToPixels(image_, recipe_).view(), boxes,
                 DescribePlan(loader_.plan(), epoch));
  }

  LabelledBox Labelled(const BoundingBox& box, float class_id) const {
    return {.box = box,
            .class_id = static_cast<std::size_t>(std::max(class_id, 0.0F)),
            .name = ClassName(names_, class_id)};
  }

  const RecordSet& records_;
  const Options& options_;
  const AugmentRecipe& recipe_;
  std::vector<std::string> names_;
  SampleLoader loader_;
  ContactSheet& sheet_;
  std::vector<float> image_;
  std::vector<float> label_;
};

int DrawSheet(const Options& options) {
  if (options.output.empty()) {
    throw Error(ErrorCode::kInvalidArgument, "-o OUT.jpg or OUT.png is missing");
  }
  const std::string extension = std::filesystem::path(options.output).extension().string();
  const ImageCodec* codec = ImageCodecForExtension(extension);
  if (codec == nullptr) {
    throw Error(ErrorCode::kInvalidArgument, "-o must end in .jpg or .png: " + options.output);
  }
  const RecordSet records(options.file);
  const AugmentRecipe recipe = LoadRecipe(options.preset);
  const std::uint64_t rows = std::min(options.count, records.size());
  std::vector<int> widths(1 + options.variants,
                          options.cell * recipe.resize.output.width / recipe.resize.output.height);
  widths[0] = options.cell * 4 / 3;
  ContactSheet sheet(options.cell, widths, rows);
  RowPainter painter(records, options, recipe, sheet);
  const EpochOrder order(records.size(), options.seed, 0);
  std::uint64_t bad = 0;
  std::size_t row = 0;
  for (std::uint64_t position = 0; position < records.size() && row < rows; ++position) {
    try {
      painter.Paint(row, order.At(position));
      ++row;
    } catch (const Error& error) {
      console::Say("imrec preview", error.what());
      ++bad;
    }
  }
  if (row == 0) {
    throw Error(ErrorCode::kCorruptData, "no record could be shown", {.file = options.file});
  }
  std::vector<std::byte> encoded;
  EncodeImage(sheet.image().view(), extension, codec->name == "jpeg" ? kJpegQuality : kPngLevel,
              encoded);
  WriteFileAtomically(options.output, encoded);
  std::printf("%s\n", options.output.c_str());
  return bad == 0 ? console::kExitDone : console::kExitPartly;
}

int Run(const Options& options) {
  const ReportOptions report{.file = options.file,
                             .preset = options.preset,
                             .classes = options.classes,
                             .seed = options.seed,
                             .output = options.output,
                             .json = options.json};
  if (options.explain_key) {
    return ExplainSample(report, LoadRecipe(options.preset), *options.explain_key, options.epoch);
  }
  if (options.stats > 0) {
    return ReportPlans(report, LoadRecipe(options.preset), options.stats);
  }
  return DrawSheet(options);
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
      ->check(CLI::Range(1, 100))
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
  CLI::Option* explain = app->add_option(
      "--explain", options->explain_key,
      "Draw nothing; tell how the sample of the record with this key came about, and why each "
      "window that was tried was taken or not");
  app->add_option("--epoch", options->epoch, "With --explain: the epoch")
      ->needs(explain)
      ->capture_default_str();
  app->add_option("--stats", options->stats,
                  "Plan this many samples and tell how often what was done to them")
      ->excludes(explain)
      ->check(CLI::Range(std::uint64_t{1}, std::uint64_t{1} << 40));
  app->add_flag("--json", options->json, "With --explain or --stats: print JSON");
  app->footer(R"(Examples:
  imrec preview train.rec --count 6 -o sheet.jpg
  imrec preview train.rec --explain 42 --epoch 3
  imrec preview train.rec --preset caffe-ssd --stats 10000 -o charts.png)");
  return {.app = app, .run = [options] { return Run(*options); }};
}

}  // namespace imrec::tool
