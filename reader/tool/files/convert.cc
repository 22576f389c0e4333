// imrec convert: copies records, and re-encodes their images or converts JPEGs without loss.
#include <cstdio>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include <imrec/error.h>
#include <imrec/image_codec.h>
#include <imrec/image_record.h>
#include <CLI/CLI.hpp>
#include <nlohmann/json.hpp>

#include "image/internal/jpeg_transcode.h"
#include "image/internal/orientation.h"
#include "reader/tool/command.h"
#include "reader/tool/common_options.h"
#include "reader/tool/files/output_dataset.h"
#include "reader/tool/input_class_names.h"
#include "reader/tool/input_set.h"
#include "reader/tool/limit_options.h"
#include "reader/tool/standard_output.h"
#include "recordio/console/console.h"
#include "recordio/console/option_values.h"

namespace imrec::tool {
namespace {

constexpr const char* kConvertName = "imrec convert";

struct ConvertOptions {
  std::vector<std::string> sets;
  std::string output;
  std::string classes;
  std::string encoding;
  std::string jpeg;
  int quality = 95;
  ImageLimits limits;
  bool force = false;
  bool quiet = false;
  bool json = false;
};

// Makes the new image of a record, and reuses its working memory.
class Conversion {
 public:
  explicit Conversion(const ConvertOptions& options)
      : options_(options), decoder_(options.limits), transcoder_(options.limits) {
    if (options.jpeg == "baseline") layout_ = JpegLayout::kBaseline;
    if (options.jpeg == "crop-ready") layout_ = JpegLayout::kCropReady;
  }

  // The result is valid until the next call, and as long as `encoded`.
  std::span<const std::byte> Apply(std::span<const std::byte> encoded) {
    if (layout_) {
      const ImageCodec* codec = DetectImageCodec(encoded);
      const bool jpeg = codec != nullptr && codec->name == "jpeg";
      return jpeg && transcoder_.Transcode(encoded, *layout_, result_) ? result_ : encoded;
    }
    // The result has no EXIF, so the pixels must be upright.
    const int orientation = decoder_.Open(encoded).orientation;
    decoder_.Decode(ColorMode::kAsStored, stored_);
    if (orientation != 1) ApplyOrientation(stored_.view(), orientation, upright_);
    encoder_.Encode((orientation == 1 ? stored_ : upright_).view(), options_.encoding, Quality(),
                    result_);
    return result_;
  }

 private:
  int Quality() const { return options_.encoding == ".png" ? 6 : options_.quality; }

  const ConvertOptions& options_;
  std::optional<JpegLayout> layout_;
  AnyImageDecoder decoder_;
  AnyImageEncoder encoder_;
  JpegTranscoder transcoder_;
  Image stored_;
  Image upright_;
  std::vector<std::byte> result_;
};

struct ConvertResult {
  std::uint64_t records = 0;
  std::uint64_t changed = 0;
  std::uint64_t bad = 0;
};

ConvertResult ConvertAll(const InputSet& input, console::ProgressMode progress,
                         Conversion& conversion, SetWriter& writer) {
  ConvertResult result;
  std::vector<std::byte> converted;
  result.bad = CopyRecords(
      input, progress, writer, [&](std::uint64_t i, std::span<const std::byte> payload) {
        const ImageRecordView record(payload);
        const std::span<const std::byte> image = conversion.Apply(record.image());
        const auto labels = payload.first(payload.size() - record.image().size());
        converted.assign(labels.begin(), labels.end());
        converted.insert(converted.end(), image.begin(), image.end());
        writer.Write(input.records().key(i), converted);
        ++result.records;
        if (image.data() != record.image().data()) ++result.changed;
      });
  return result;
}

int RunConvert(const ConvertOptions& options) {
  if (options.encoding.empty() == options.jpeg.empty()) {
    throw Error(ErrorCode::kInvalidArgument, "give either --encoding or --jpeg");
  }
  const InputSet input(InputFiles(options.sets, kConvertName));
  Conversion conversion(options);
  const OutputDataset output = {
      .output = options.output,
      .inputs = input.files(),
      .class_names = SharedClassNames(input.files(), options.classes, OnOtherNames::kRefuse),
      .shards = input.files().size(),
      .force = options.force};
  SetWriter writer(output);
  const ConvertResult result = ConvertAll(input, ProgressUnless(options.quiet), conversion, writer);
  if (result.records == 0) {
    throw Error(ErrorCode::kCorruptData,
                "none of its records could be converted; nothing was written",
                {.file = input.name()});
  }
  writer.Close();
  if (options.json) {
    PrintJson({{"records", result.records}, {"changed", result.changed}, {"damaged", result.bad}});
  } else if (!options.quiet) {
    std::printf("%s: %s, %s of them with a changed image\n", output.name().c_str(),
                console::Counted(result.records, "record").c_str(),
                console::WithThousands(result.changed).c_str());
  }
  return result.bad == 0 ? console::kExitDone : console::kExitPartly;
}

}  // namespace

Command AddConvert(CLI::App& imrec) {
  const auto options = std::make_shared<ConvertOptions>();
  CLI::App* app = imrec.add_subcommand(
      "convert", "Copies all records, and re-encodes their images or converts JPEGs without loss");
  AddSets(*app, options->sets);
  AddOutput(*app, options->output);
  app->add_option("--encoding", options->encoding,
                  "Decode, and encode as .jpg, .png or .raw (pixels, read without decoding)")
      ->check(CLI::IsMember({".jpg", ".png", ".raw"}));
  console::AddWholeNumber(*app, "--quality", options->quality, "With --encoding .jpg",
                          {.lowest = 1, .highest = 100})
      ->default_str(std::to_string(options->quality));
  app->add_option("--jpeg", options->jpeg,
                  "Convert JPEGs without loss: baseline, or crop-ready for fast reading")
      ->check(CLI::IsMember({"baseline", "crop-ready"}));
  AddLimits(*app, options->limits);
  AddClasses(*app, options->classes);
  AddForce(*app, options->force);
  AddQuiet(*app, options->quiet);
  AddJson(*app, options->json);
  app->footer(
      "Each input file becomes a shard of the output.\n"
      "Examples:\n  imrec convert train.rec --jpeg crop-ready -o fast.rec\n"
      "  imrec convert raw.rec --encoding .png -o for-others.rec");
  return {.app = app, .run = [options] { return RunConvert(*options); }};
}

}  // namespace imrec::tool
