#include "im2rec/tool/command_line.h"

#include <charconv>
#include <cstdint>
#include <limits>
#include <optional>
#include <string>
#include <string_view>

#include <imrec/class_names.h>
#include <imrec/compressed_file.h>
#include <imrec/error.h>

#include "im2rec/tool/byte_size.h"
#include "recordio/console/command_line.h"
#include "recordio/console/console.h"

namespace imrec::tool {
namespace {

constexpr const char* kListing = "Listing (with --list)";
constexpr const char* kPacking = "Packing";
// Packing too; of no use where the files' bytes are kept.
constexpr const char* kReencoding = "Packing, unless --pass-through";

constexpr int kDefaultCompression = CompressOptions().level;

constexpr const char* kExamples = R"(Examples:
  im2rec --list --recursive --train-ratio 0.9 data/pets photos/
      lists photos/CLASS/*.jpg in data/pets_train.lst and data/pets_val.lst
  im2rec --resize 300 --quality 95 data/pets photos/
      packs them into data/pets_train.rec and .idx, data/pets_val.rec and .idx
  im2rec --pass-through --pack-label data/boxes.lst photos/
      packs a detection list, images as they are
  im2rec --shard-size 1GiB --compress zstd --resume data/big photos/
      packs into data/big-00000-of-00012.rec.zst and so on, going on with what a run left that was
      killed or failed
  im2rec --resize 150 -o data/small data/pets photos/
      packs the same lists into data/small_train.rec and data/small_val.rec
  im2rec --list --recursive - photos/ | grep -v draft | im2rec --quiet -o data/final - photos/
      packs a list that another program has filtered

Exit code: 0 done, 1 done but an image was skipped or a label is not sound, 2 wrong use or nothing
done.)";

// Values as they are typed, before they become Arguments.
struct RawValues {
  std::string prefix;
  std::string class_file;
  int inter_method = 1;
  std::string root;
  bool recursive = false;
  int color = 1;
  std::string exif;
  std::string jpeg = "keep";
  std::string check = "header";
  std::string on_error = "skip";
  std::string progress = "auto";
  std::optional<std::string> output;
  bool pack_label = false;
  std::string shard_size;
  std::string compress;
};

void AddOutputOptions(CLI::App& app, RawValues& raw, OutputOptions& options) {
  app.add_option("-o,--output", raw.output,
                 "Start of the names of all files written, if not PREFIX; several lists keep their "
                 "endings (_train ..); with a / at its end, a folder for files named as the lists")
      ->group(kPacking);
  const CLI::Range positive(std::uint64_t{1}, std::uint64_t{100'000});
  CLI::Option* count = app.add_option("--num-shards", options.shard_count,
                                      "Cut the data set into this many .rec files")
                           ->check(positive)
                           ->group(kPacking);
  app.add_option("--shard-size", raw.shard_size,
                 "Cut it into .rec files of at most this size: 500MB, 1GiB")
      ->excludes(count)
      ->group(kPacking);
  CLI::Option* parts = app.add_option("--num-parts", options.part_count,
                                      "Pack one part of the list: so many runs, on one or several "
                                      "machines, make PREFIX.part000.rec and so on")
                           ->check(positive)
                           ->group(kPacking);
  app.add_option("--part-index", options.part_index, "The part that this run packs, from 0")
      ->check(CLI::NonNegativeNumber)
      ->needs(parts)
      ->group(kPacking);
  app.add_option("--compress", raw.compress,
                 "Make .rec.zst: zstd or zstd:LEVEL, 1..19, default 3; 'zstd -d' restores the .rec")
      ->group(kPacking);
  app.add_flag("--resume", options.resume,
               "Go on with what a run of the same options left that was killed or failed; the "
               "result is the same")
      ->group(kPacking);
}

void AddListingOptions(CLI::App& app, RawValues& raw, ListingOptions& options) {
  app.add_flag("--recursive", raw.recursive, "Walk the folders below ROOT, each one a class")
      ->group(kListing);
  app.add_option("--train-ratio", options.split.train_ratio, "Share of images for training")
      ->capture_default_str()
      ->group(kListing);
  app.add_option("--test-ratio", options.split.test_ratio,
                 "Share of images for testing; the rest is for validation")
      ->capture_default_str()
      ->group(kListing);
  app.add_option("--exts", options.extensions, "File extensions of images, in any case")
      ->expected(1, -1)
      ->capture_default_str()
      ->group(kListing);
  app.add_option("--chunks", options.split.chunks, "Cut the list into this many lists")
      ->check(CLI::Range(1, 1'000'000))
      ->capture_default_str()
      ->group(kListing);
  app.add_option(
         "--classes", raw.class_file,
         "With --recursive: a file of the folders in the order of their class numbers, such "
         "as the PREFIX.classes.txt of another list; default: as they are met")
      ->group(kListing);
  app.add_flag("--shuffle,!--no-shuffle", options.shuffle, "Shuffle the list (the default), or not")
      ->group(kListing);
  app.add_option("--seed", options.seed, "Seed of the shuffling")
      ->check(CLI::NonNegativeNumber)
      ->capture_default_str()
      ->group(kListing);
}

void AddReencodingOptions(CLI::App& app, RawValues& raw, ImageOptions& options) {
  app.add_option("--resize", options.resize, "Make the shorter edge this long; 0: keep the size")
      ->capture_default_str()
      ->group(kReencoding);
  app.add_flag("--center-crop", options.center_crop, "Crop to the square in the middle, first")
      ->group(kReencoding);
  app.add_option("--quality", options.quality, "JPEG quality 1..100, or PNG level (9 and up: 9)")
      ->capture_default_str()
      ->group(kReencoding);
  app.add_option("--encoding", options.encoding,
                 "Format of the images: .jpg, .png, or imrec's own .raw (pixels, read without a "
                 "decode)")
      ->capture_default_str()
      ->group(kReencoding);
  app.add_option(
         "--inter-method", raw.inter_method,
         "Resizing: 0 nearest, 1 linear, 2 cubic, 3 area, 4 Lanczos, 9 by size, 10 another for "
         "each image; all but 0 filter what they shrink")
      ->check(CLI::IsMember({0, 1, 2, 3, 4, 9, 10}))
      ->capture_default_str()
      ->group(kReencoding);
  app.add_option("--color", raw.color, "1: colour, 0: grey, -1: as it is")
      ->check(CLI::IsMember({-1, 0, 1}))
      ->capture_default_str()
      ->group(kReencoding);
  app.add_option("--exif", raw.exif,
                 "Turn images upright by their EXIF orientation; by default unless --color -1")
      ->check(CLI::IsMember({"apply", "ignore"}))
      ->group(kReencoding);
}

void AddPackingOptions(CLI::App& app, RawValues& raw, PackOptions& options) {
  app.add_flag("--pass-through", options.image.pass_through, "Pack the files' bytes as they are")
      ->group(kPacking);
  app.add_option("--jpeg", raw.jpeg,
                 "Lay JPEGs out anew, without loss: baseline (one sequential scan) or crop-ready "
                 "(and restart markers); keep: as they are")
      ->check(CLI::IsMember({"keep", "baseline", "crop-ready"}))
      ->capture_default_str()
      ->group(kPacking);
  app.add_option("--check", raw.check,
                 "With --pass-through, pack no image whose header cannot be read, or none that "
                 "cannot be decoded")
      ->check(CLI::IsMember({"header", "decode"}))
      ->capture_default_str()
      ->group(kPacking);
  app.add_option("--max-pixels", options.image.limits.max_pixels,
                 "Pack no image of more pixels, by its header")
      ->check(CLI::Range(std::int64_t{1}, ImageLimits::kMostPixels))
      ->capture_default_str()
      ->group(kPacking);
  app.add_option("--max-scan-pixels", options.image.limits.max_scan_pixels,
                 "Nor a JPEG that is decoded or laid out anew with more pixels times scans")
      ->check(CLI::Range(std::int64_t{1}, std::numeric_limits<std::int64_t>::max()))
      ->capture_default_str()
      ->group(kPacking);
  app.add_flag("--pack-label", raw.pack_label, "Pack all labels of a line, not only the first")
      ->group(kPacking);
  app.add_option("--on-error", raw.on_error, "What to do about an image that cannot be packed")
      ->check(CLI::IsMember({"skip", "fail"}))
      ->capture_default_str()
      ->group(kPacking);
  app.add_option("--progress", raw.progress, "Progress line")
      ->check(CLI::IsMember({"auto", "always", "never"}))
      ->capture_default_str()
      ->excludes("--quiet")
      ->group(kPacking);
  AddOutputOptions(app, raw, options.output);
  AddReencodingOptions(app, raw, options.image);
}

// Says which of the options in `group` were given in vain.
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
  NameUnusedOptions(app, kListing, "without --list");
  if (arguments.packing.image.pass_through) {
    NameUnusedOptions(app, kReencoding, "with --pass-through");
  }
}

// `data/set/` means the files data/set.lst and so on, as it does to im2rec.py. Where lists are
// made, `data/set.lst` means the same; where they are packed, it names one of them.
std::filesystem::path PrefixFrom(std::string path, bool list) {
  while (path.size() > 1 && path.ends_with('/')) path.pop_back();
  std::filesystem::path prefix = path;
  if (list && prefix.extension() == ".lst") prefix.replace_extension();
  return prefix;
}

// `data/set.rec` means the prefix data/set. A prefix without a file name is a folder.
std::filesystem::path OutputFrom(const std::string& path) {
  std::string prefix = path;
  for (const std::string_view extension : {".rec.zst", ".rec"}) {
    if (!prefix.ends_with(extension)) continue;
    prefix.resize(prefix.size() - extension.size());
    break;
  }
  const std::filesystem::path name = std::filesystem::path(prefix).filename();
  if (name.empty() && !path.ends_with('/')) {
    throw Error(ErrorCode::kInvalidArgument, "--output '" + path + "' is no name for a data set");
  }
  if (name == "." || name == "..") prefix += '/';
  return prefix;
}

void CheckStreams(const RawValues& raw, const Arguments& arguments) {
  const auto fail = [](const std::string& reason) {
    throw Error(ErrorCode::kInvalidArgument, reason);
  };
  if (raw.output == kStandardStream) {
    fail("--output: records cannot go to standard output, as their index lies beside them");
  }
  if (arguments.list && raw.output) {
    fail("--output names a data set; with --list, PREFIX names the lists");
  }
  if (raw.prefix != kStandardStream) return;
  if (arguments.list && arguments.json) {
    fail("--list - and --json cannot both have standard output");
  }
  if (!arguments.list && !arguments.output.has_filename()) {
    fail("a list from standard input has no name; --output names the data set");
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
    good = status == std::errc() && end == rest.data() + rest.size();
  }
  if (!good) {
    throw Error(ErrorCode::kInvalidArgument,
                "--compress is zstd or zstd:LEVEL, not '" + std::string(text) + "'");
  }
  return level;
}

void Interpret(const RawValues& raw, Arguments& arguments) {
  arguments.prefix = PrefixFrom(raw.prefix, arguments.list);
  if (raw.output) arguments.output = OutputFrom(*raw.output);
  CheckStreams(raw, arguments);
  arguments.root = raw.root;
  arguments.listing.depth = raw.recursive ? WalkDepth::kRecursive : WalkDepth::kRootOnly;
  if (!raw.class_file.empty()) {
    if (!raw.recursive) {
      throw Error(ErrorCode::kInvalidArgument,
                  "--classes goes with --recursive: folders are classes");
    }
    arguments.listing.classes = ReadClassNames(raw.class_file);
  }
  PackOptions& packing = arguments.packing;
  arguments.listing.threads = arguments.threads;
  packing.threads = static_cast<std::size_t>(arguments.threads);
  packing.image.interpolation = static_cast<Interpolation>(raw.inter_method);
  packing.image.color = raw.color == 0   ? ColorMode::kGrey
                        : raw.color == 1 ? ColorMode::kRgb
                                         : ColorMode::kAsStored;
  if (!raw.exif.empty()) packing.image.apply_exif = raw.exif == "apply";
  packing.image.jpeg = raw.jpeg == "baseline"     ? JpegPacking::kBaseline
                       : raw.jpeg == "crop-ready" ? JpegPacking::kCropReady
                                                  : JpegPacking::kKeep;
  packing.image.check = raw.check == "decode" ? ImageCheck::kDecode : ImageCheck::kHeader;
  packing.labels = raw.pack_label ? LabelPacking::kPacked : LabelPacking::kInHeader;
  packing.on_error = raw.on_error == "fail" ? OnPackError::kFail : OnPackError::kSkip;
  if (!raw.shard_size.empty()) packing.output.shard_bytes = ParseByteSize(raw.shard_size);
  if (!raw.compress.empty()) packing.output.compression = ParseCompression(raw.compress);
  arguments.progress =
      arguments.quiet ? console::ProgressMode::kNever : console::ParseProgressMode(raw.progress);
}

}  // namespace

std::variant<Arguments, int> ParseArguments(int argc, const char* const* argv) {
  CLI::App app("Lists images (--list) and packs listed images into RecordIO files.");
  app.footer(kExamples);
  Arguments arguments;
  RawValues raw;
  app.add_option("PREFIX", raw.prefix,
                 "Start of the names of .lst and .rec files, or a .lst file; -: the list goes to "
                 "standard output or comes from standard input")
      ->required();
  app.add_option("ROOT", raw.root, "Folder of the images")->required();
  app.add_flag("--list", arguments.list, "Make lists instead of packing them");
  app.add_option("--num-thread", arguments.threads,
                 "Threads that read folders, or read and encode images; default: all cores")
      ->check(CLI::Range(1, 1024));
  app.add_flag("--json", arguments.json, "Report on standard output as JSON");
  app.add_flag("--quiet", arguments.quiet, "No progress and no summary; warnings and errors stay");
  AddListingOptions(app, raw, arguments.listing);
  AddPackingOptions(app, raw, arguments.packing);
  if (const auto exit_code = console::ParseCommandLine(app, std::string(kToolName), argc, argv)) {
    return *exit_code;
  }
  Interpret(raw, arguments);
  NameUnusedOptions(app, arguments);
  return arguments;
}

}  // namespace imrec::tool
