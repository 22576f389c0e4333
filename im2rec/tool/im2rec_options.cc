#include "im2rec/tool/im2rec_options.h"

#include <cstdint>

#include "recordio/console/option_values.h"

namespace imrec::tool {
namespace {

using console::AddShare;
using console::AddWholeNumber;

constexpr std::uint64_t kMostFiles = 100'000;  // shards or parts

void AddOutputOptions(CLI::App& app, RawValues& raw, OutputOptions& options) {
  app.add_option("-o,--output", raw.output,
                 "Start of the names of all files written, if not PREFIX; several lists keep their "
                 "endings (_train ..); with a / at its end, a folder for files named as the lists")
      ->group(kPacking);
  CLI::Option* count = AddWholeNumber(app, "--num-shards", options.shard_count,
                                      "Cut the data set into this many .rec files",
                                      {.lowest = 1, .highest = kMostFiles})
                           ->group(kPacking);
  app.add_option("--shard-size", raw.shard_size,
                 "Cut it into .rec files of at most this size: 500MB, 1GiB")
      ->excludes(count)
      ->group(kPacking);
  CLI::Option* parts = AddWholeNumber(app, "--num-parts", options.part_count,
                                      "Pack one part of the list: so many runs, on one or several "
                                      "machines, make PREFIX.part000.rec and so on",
                                      {.lowest = 1, .highest = kMostFiles})
                           ->group(kPacking);
  CLI::Option* part =
      AddWholeNumber(app, "--part-index", options.part_index,
                     "The part that this run packs, from 0", {.highest = kMostFiles - 1})
          ->needs(parts)
          ->group(kPacking);
  parts->needs(part);
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
  AddShare(app, "--train-ratio", options.split.train_ratio, "Share of images for training")
      ->default_str("1")
      ->group(kListing);
  AddShare(app, "--test-ratio", options.split.test_ratio,
           "Share of images for testing; the rest is for validation")
      ->default_str("0")
      ->group(kListing);
  app.add_option("--exts", options.extensions, "File extensions of images, in any case")
      ->expected(1, -1)
      ->capture_default_str()
      ->group(kListing);
  AddWholeNumber(app, "--chunks", options.split.chunks, "Cut the list into this many lists",
                 {.lowest = 1, .highest = 1'000'000})
      ->default_str("1")
      ->group(kListing);
  app.add_option(
         "--classes", raw.class_file,
         "With --recursive: a file of the folders in the order of their class numbers, such "
         "as the PREFIX.classes.txt of another list; default: as they are met")
      ->group(kListing);
  app.add_flag("--shuffle,!--no-shuffle", options.shuffle, "Shuffle the list (the default), or not")
      ->group(kListing);
  AddWholeNumber(app, "--seed", options.seed, "Seed of the shuffling", {})
      ->default_str("100")
      ->group(kListing);
}

void AddReencodingOptions(CLI::App& app, RawValues& raw, ImageOptions& options) {
  AddWholeNumber(app, "--resize", options.resize,
                 "Make the shorter edge this long; 0: keep the size",
                 {.highest = 65500, .text = "1..65500 pixels, or 0 to keep the size"})
      ->default_str("0")
      ->group(kReencoding);
  app.add_flag("--center-crop", options.center_crop, "Crop to the square in the middle, first")
      ->group(kReencoding);
  AddWholeNumber(app, "--quality", options.quality,
                 "JPEG quality 1..100, or PNG level (9 and up: 9)", {.highest = 100})
      ->default_str("95")
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
      ->check(CLI::IsMember({"0", "1", "2", "3", "4", "9", "10"}))
      ->capture_default_str()
      ->group(kReencoding);
  app.add_option("--color", raw.color, "1: colour, 0: grey, -1: as it is")
      ->check(CLI::IsMember({"-1", "0", "1"}))
      ->capture_default_str()
      ->group(kReencoding);
  app.add_option("--exif", raw.exif,
                 "Turn images upright by their EXIF orientation; by default unless --color -1")
      ->check(CLI::IsMember({"apply", "ignore"}))
      ->group(kReencoding);
}

void AddLimitOptions(CLI::App& app, ImageLimits& limits) {
  AddWholeNumber(app, "--max-pixels", limits.max_pixels,
                 "Pack no image of more pixels, by its header",
                 {.lowest = 1, .highest = static_cast<std::uint64_t>(ImageLimits::kMostPixels)})
      ->default_str(std::to_string(limits.max_pixels))
      ->group(kPacking);
  AddWholeNumber(app, "--max-scan-pixels", limits.max_scan_pixels,
                 "Nor a JPEG that is decoded or laid out anew with more pixels times scans",
                 {.lowest = 1})
      ->default_str(std::to_string(limits.max_scan_pixels))
      ->group(kPacking);
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
  AddLimitOptions(app, options.image.limits);
  app.add_flag_function(
         "--pack-label,!--no-pack-label",
         [&raw](std::int64_t count) { raw.pack_label = count > 0; },
         "Pack all labels of a line, or the first alone; default: all if they are detection labels")
      ->group(kPacking);
  app.add_option("--on-error", raw.on_error, "What to do about an image that cannot be packed")
      ->check(CLI::IsMember({"skip", "fail"}))
      ->capture_default_str()
      ->group(kPacking);
  AddOutputOptions(app, raw, options.output);
  AddReencodingOptions(app, raw, options.image);
}

}  // namespace

void AddOptions(CLI::App& app, RawValues& raw, Arguments& arguments) {
  app.add_option("PREFIX", raw.prefix,
                 "Start of the names of .lst and .rec files, or a .lst file; -: the list goes to "
                 "standard output or comes from standard input")
      ->required();
  app.add_option("ROOT", raw.root, "Folder of the images")->required();
  app.add_flag("--list", arguments.list, "Make lists instead of packing them");
  AddWholeNumber(app, "--num-thread", arguments.threads,
                 "Threads that read folders, or read and encode images; default: all cores",
                 {.lowest = 1, .highest = 1024});
  app.add_flag("--json", arguments.json, "Report on standard output as JSON");
  app.add_flag("-q,--quiet", arguments.quiet,
               "No progress and no summary; warnings and errors stay");
  app.add_option("--progress", raw.progress, "Progress line")
      ->check(CLI::IsMember({"auto", "always", "never"}))
      ->capture_default_str()
      ->excludes("--quiet");
  AddListingOptions(app, raw, arguments.listing);
  AddPackingOptions(app, raw, arguments.packing);
}

}  // namespace imrec::tool
