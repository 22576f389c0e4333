#include "im2rec/tool/arguments/im2rec_command_line.h"

#include <algorithm>
#include <charconv>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include <imrec/class_names.h>
#include <imrec/error.h>
#include <CLI/CLI.hpp>

#include "im2rec/tool/arguments/byte_size.h"
#include "im2rec/tool/arguments/im2rec_options.h"
#include "im2rec/tool/arguments/mxnet_arguments.h"
#include "im2rec/tool/arguments/plan_arguments.h"
#include "recordio/console/command_line.h"
#include "recordio/console/console.h"
#include "recordio/console/option_values.h"
#include "recordio/internal/compressed_file.h"

namespace imrec::tool {
namespace {

constexpr int kDefaultCompression = CompressOptions().level;
constexpr int kMostCompression = 19;

constexpr const char* kExamples = R"(Examples:
  im2rec --list --recursive --train-ratio 0.9 data/pets photos/
      lists photos/CLASS/*.jpg in data/pets_train.lst and data/pets_val.lst
  im2rec --resize 300 --quality 95 data/pets photos/
      packs them into data/pets_train.rec and .idx, data/pets_val.rec and .idx
  im2rec --pass-through --pack-label data/boxes.lst photos/
      packs a detection list, images as they are
  im2rec --shard-size 1GiB --compress zstd --resume data/big photos/
      packs into data/big-00000-of-00012.rec.zst and so on; continues an earlier run that was
      killed or failed
  im2rec --resize 150 -o data/small data/pets photos/
      packs the same lists into data/small_train.rec and data/small_val.rec
  im2rec --num-shards 3 -o s3://bucket/pets data/pets photos/
      packs into a temporary folder, and sends the files to an object store
  im2rec --list --recursive - photos/ | grep -v draft | im2rec --quiet -o data/final - photos/
      packs a list that another program has filtered
  im2rec --plan --num-shards 4 data/big photos/
  im2rec data/big.plan.json --shards 0-1
  im2rec data/big.plan.json --part 1/2
  im2rec data/big.plan.json --finish
      writes a plan, packs its shards, here or on several machines, and completes data/big

Exit code: 0 done, 1 done but an image was skipped or a label is invalid, 2 wrong use or nothing
done.)";

// Reports the options in `group` that were given but have no effect.
void NameUnusedOptions(const CLI::App& app, const char* group, const std::string& why) {
  for (const CLI::Option* option : app.get_options()) {
    if (option->get_group() != group || option->count() == 0) continue;
    console::Say(kToolName, "note: " + option->get_name() + " has no effect " + why);
  }
}

void NameUnusedOptions(const CLI::App& app, const Arguments& arguments) {
  if (arguments.list) {
    NameUnusedOptions(app, kPacking, "with --list");
    NameUnusedOptions(app, kReencoding, "with --list");
    return;
  }
  if (arguments.work.any()) return;
  NameUnusedOptions(app, kListing, "without --list");
  const ImageOptions& image = arguments.packing.image;
  if (image.pass_through) {
    NameUnusedOptions(app, kReencoding, "with --pass-through");
    return;
  }
  if (image.check == ImageCheck::kDecode) {
    console::Say(
        kToolName,
        "note: --check decode has no effect without --pass-through; all images are decoded");
  }
  if (image.jpeg != JpegPacking::kKeep && image.encoding != ".jpg") {
    const std::string layout = image.jpeg == JpegPacking::kBaseline ? "baseline" : "crop-ready";
    console::Say(kToolName,
                 "note: --jpeg " + layout + " has no effect with --encoding " + image.encoding);
  }
}

// `data/set/` means the files data/set.lst and so on, as in im2rec.py. With --list, `data/set.lst`
// means the same; when packing, it is the one list to pack.
std::filesystem::path PrefixFrom(std::string path, bool list) {
  while (path.size() > 1 && path.ends_with('/')) path.pop_back();
  std::filesystem::path prefix = path;
  if (list && prefix.extension() == ".lst") prefix.replace_extension();
  return prefix;
}

// `data/set.rec` means the prefix data/set. A prefix without a file name is a folder.
std::filesystem::path OutputFrom(const std::string& path) {
  if (path.ends_with(".lst")) {
    throw Error(ErrorCode::kInvalidArgument,
                "--output '" + path + "' is the name of a list; expected OUT or OUT.rec");
  }
  std::string prefix = path;
  for (const std::string_view extension : {".rec.zst", ".rec"}) {
    if (!prefix.ends_with(extension)) continue;
    prefix.resize(prefix.size() - extension.size());
    break;
  }
  const std::filesystem::path name = std::filesystem::path(prefix).filename();
  if (name.empty() && !path.ends_with('/')) {
    throw Error(ErrorCode::kInvalidArgument,
                "--output '" + path + "' is not a name for a data set");
  }
  if (name == "." || name == "..") prefix += '/';
  return prefix;
}

void CheckStreams(const RawValues& raw, const Arguments& arguments) {
  const auto fail = [](const std::string& reason) {
    throw Error(ErrorCode::kInvalidArgument, reason);
  };
  if (raw.output == kStandardStream) {
    fail("--output: a data set consists of several files and cannot go to standard output");
  }
  if (arguments.list && raw.output) {
    fail("--output names a data set; with --list, PREFIX names the lists");
  }
  if (raw.prefix != kStandardStream) return;
  if (arguments.list && arguments.json) {
    fail("--list - and --json both write to standard output; give one of them");
  }
  if (!arguments.list && !arguments.output.has_filename()) {
    fail("a list from standard input requires --output, the name of the data set");
  }
}

// "zstd" or "zstd:LEVEL".
int ParseCompression(std::string_view text) {
  constexpr std::string_view kName = "zstd";
  int level = kDefaultCompression;
  const std::string_view rest = text.starts_with(kName) ? text.substr(kName.size()) : ":";
  bool good = rest.empty();
  if (rest.size() > 1 && rest.starts_with(':')) {
    const auto [end, status] = std::from_chars(rest.data() + 1, rest.data() + rest.size(), level);
    good = status == std::errc() && end == rest.data() + rest.size() && level >= 1 &&
           level <= kMostCompression;
  }
  if (!good) {
    throw Error(ErrorCode::kInvalidArgument,
                "--compress must be zstd or zstd:LEVEL with LEVEL 1.." +
                    std::to_string(kMostCompression) + ", not " + console::QuotedValue(text));
  }
  return level;
}

std::uint64_t ParseShardSize(const std::string& text) {
  try {
    return ParseByteSize(text);
  } catch (const Error& error) {
    throw Error(error.code(), "--shard-size: " + error.reason());
  }
}

void Interpret(const CLI::App& app, const RawValues& raw, Arguments& arguments) {
  arguments.prefix = PrefixFrom(raw.prefix, arguments.list);
  if (raw.output) arguments.output = OutputFrom(*raw.output);
  CheckStreams(raw, arguments);
  arguments.root = raw.root.empty() ? "." : raw.root;  // as in MXNet's tools
  arguments.listing.depth = raw.recursive ? WalkDepth::kRecursive : WalkDepth::kRootOnly;
  if (!raw.class_file.empty()) {
    if (!raw.recursive) {
      throw Error(ErrorCode::kInvalidArgument,
                  "--classes requires --recursive, which makes folders classes");
    }
    arguments.class_file = raw.class_file;
    arguments.listing.classes = ReadClassNames(raw.class_file);
  }
  PackOptions& packing = arguments.packing;
  arguments.listing.threads = arguments.threads;
  packing.threads = static_cast<std::size_t>(arguments.threads);
  packing.image.interpolation = static_cast<Interpolation>(std::stoi(raw.inter_method));
  packing.image.color = raw.color == "0"   ? ColorMode::kGrey
                        : raw.color == "1" ? ColorMode::kRgb
                                           : ColorMode::kAsStored;
  if (!raw.exif.empty()) packing.image.apply_exif = raw.exif != "ignore";
  packing.image.apply_webp_exif = raw.exif == "all";
  packing.image.jpeg = raw.jpeg == "baseline"     ? JpegPacking::kBaseline
                       : raw.jpeg == "crop-ready" ? JpegPacking::kCropReady
                                                  : JpegPacking::kKeep;
  packing.image.check = raw.check == "decode" ? ImageCheck::kDecode : ImageCheck::kHeader;
  if (raw.pack_label) {
    packing.labels = *raw.pack_label ? LabelPacking::kPacked : LabelPacking::kInHeader;
  }
  packing.on_error = raw.on_error == "fail" ? OnPackError::kFail : OnPackError::kSkip;
  if (!raw.shard_size.empty()) packing.output.shard_bytes = ParseShardSize(raw.shard_size);
  if (!raw.compress.empty()) packing.output.compression = ParseCompression(raw.compress);
  InterpretPlanOptions(app, raw, arguments);
  arguments.progress =
      arguments.quiet ? console::ProgressMode::kNever : console::ParseProgressMode(raw.progress);
}

}  // namespace

std::variant<Arguments, int> ParseArguments(int argc, const char* const* argv) {
  CLI::App app("Lists images (--list) and packs listed images into RecordIO files.");
  app.footer(kExamples);
  Arguments arguments;
  RawValues raw;
  AddOptions(app, raw, arguments);
  const std::vector<std::string> typed(argv + std::min(argc, 1), argv + argc);
  // The folder of the images is in the plan.
  if (std::ranges::any_of(typed, IsPlanName)) app.get_option("ROOT")->required(false);
  const MxnetArguments translated = TranslateMxnetArguments(app, typed);
  if (const auto exit_code =
          console::ParseCommandLine(app, std::string(kToolName), translated.arguments)) {
    return *exit_code;
  }
  for (const std::string& note : translated.notes) console::Say(kToolName, "note: " + note);
  Interpret(app, raw, arguments);
  NameUnusedOptions(app, arguments);
  return arguments;
}

}  // namespace imrec::tool
