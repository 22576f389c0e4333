#include "im2rec/tool/arguments/im2rec_options.h"

#include <cstdint>

#include <CLI/CLI.hpp>

#include "im2rec/list/file_extensions.h"
#include "recordio/console/option_values.h"
#include "recordio/internal/limits.h"

namespace imrec::tool {
namespace {

using console::AddShare;
using console::AddWholeNumber;

void AddOutputOptions(CLI::App& app, RawValues& raw, OutputOptions& options) {
  app.add_option("-o,--output", raw.output,
                 "Prefix of the names of all files written (default: PREFIX). Several lists keep "
                 "their endings, such as _train. With a / at its end, a folder, in which files are "
                 "named after the lists. s3://BUCKET/NAME: an object store")
      ->group(kPacking);
  CLI::Option* count = AddWholeNumber(app, "--num-shards", options.shard_count,
                                      "Divide the data set into this many .rec files",
                                      {.lowest = 1, .highest = kMostShards})
                           ->group(kPacking);
  app.add_option("--shard-size", raw.shard_size,
                 "Divide it into .rec files of at most this size: 500MB, 1GiB")
      ->excludes(count)
      ->group(kPacking);
  CLI::Option* parts = AddWholeNumber(app, "--num-parts", options.part_count,
                                      "Pack one of this many parts of the list, into "
                                      "PREFIX.part000.rec and so on (or, with --parts-from, the "
                                      "number of parts)",
                                      {.lowest = 1, .highest = kMostShards})
                           ->group(kPacking);
  AddWholeNumber(app, "--part-index", options.part_index, "The part to pack, from 0",
                 {.highest = kMostShards - 1})
      ->needs(parts)
      ->group(kPacking);
  app.add_option(
         "--compress", raw.compress,
         "Write .rec.zst: zstd, or zstd:LEVEL with 1..19 (default 3); 'zstd -d' restores the .rec")
      ->group(kPacking);
  app.add_option(
         "--staging", options.staging,
         "With s3:// as PREFIX: make a folder in this one for the files until they are sent "
         "(default: $TMPDIR, or /tmp)")
      ->group(kPacking);
  app.add_flag(
         "--resume", options.resume,
         "Continue a run with the same options that was killed or failed; the result is that of "
         "one run")
      ->group(kPacking);
}

void AddPlanningOptions(CLI::App& app, RawValues& raw, Arguments& arguments) {
  app.add_flag("--plan", arguments.plan,
               "Write PREFIX.plan.json: what the other machines pack, in --num-shards shards")
      ->group(kPlanning);
  app.add_option("--shards", raw.shards, "Pack these shards of PREFIX.plan.json, such as 3,7-9")
      ->group(kPlanning);
  app.add_option("--part", raw.part, "I/N: pack the shards of part I of N, from 0")
      ->group(kPlanning);
  app.add_option("--parts-from", raw.parts_from,
                 "Take the part from the environment: auto, slurm, mpi, torchrun, kubernetes, "
                 "aws-batch, sge, pbs, lsf, or imrec (IMREC_PART_INDEX, IMREC_PART_COUNT)")
      ->group(kPlanning);
  app.add_flag("--finish", raw.finish,
               "Complete the data set of PREFIX.plan.json, whose shards are all packed")
      ->group(kPlanning);
}

void AddListingOptions(CLI::App& app, RawValues& raw, ListingOptions& options) {
  app.add_flag("--recursive", raw.recursive, "Walk the folders below ROOT; each folder is a class")
      ->group(kListing);
  AddShare(app, "--train-ratio", options.split.train_ratio, "Share of images for training")
      ->default_str("1")
      ->group(kListing);
  AddShare(app, "--test-ratio", options.split.test_ratio,
           "Share of images for testing; the rest is for validation")
      ->default_str("0")
      ->group(kListing);
  app.add_option(
         "--exts", options.extensions,
         "File extensions of images; upper and lower case are the same. The default is what "
         "this imrec reads")
      ->expected(1, -1)
      ->default_str(FileExtensions(options.extensions).Joined())
      ->group(kListing);
  AddWholeNumber(app, "--chunks", options.split.chunks, "Divide the list into this many lists",
                 {.lowest = 1, .highest = 1'000'000})
      ->default_str("1")
      ->group(kListing);
  app.add_option(
         "--classes", raw.class_file,
         "With --recursive: a file with the folders in the order of their class numbers, such "
         "as the PREFIX.classes.txt of another list (default: the order in which they are found)")
      ->group(kListing);
  app.add_flag("--shuffle,!--no-shuffle", options.shuffle,
               "Shuffle the list (default), or keep its order")
      ->group(kListing);
  AddWholeNumber(app, "--seed", options.seed, "Seed of the shuffle", {})
      ->default_str("100")
      ->group(kListing);
}

void AddReencodingOptions(CLI::App& app, RawValues& raw, ImageOptions& options) {
  AddWholeNumber(app, "--resize", options.resize, "Length of the shorter edge; 0: keep the size",
                 {.highest = 65500, .text = "1..65500 pixels, or 0 to keep the size"})
      ->default_str("0")
      ->group(kReencoding);
  app.add_flag("--center-crop", options.center_crop, "First crop to the square in the centre")
      ->group(kReencoding);
  AddWholeNumber(app, "--quality", options.quality,
                 "JPEG quality 1..100, or PNG compression level (9 and above: 9)", {.highest = 100})
      ->default_str("95")
      ->group(kReencoding);
  app.add_option("--encoding", options.encoding,
                 "Format of the images: .jpg, .png, or imrec's own .raw (pixels, read without "
                 "decoding)")
      ->capture_default_str()
      ->group(kReencoding);
  app.add_option(
         "--inter-method", raw.inter_method,
         "Interpolation: 0 nearest, 1 linear, 2 cubic, 3 area, 4 Lanczos, 9 by size, 10 random "
         "for each image; all but 0 filter when they shrink")
      ->check(CLI::IsMember({"0", "1", "2", "3", "4", "9", "10"}))
      ->capture_default_str()
      ->group(kReencoding);
  app.add_option("--color", raw.color, "1: colour, 0: grey, -1: as stored")
      ->check(CLI::IsMember({"-1", "0", "1"}))
      ->capture_default_str()
      ->group(kReencoding);
  app.add_option("--exif", raw.exif,
                 "Rotate images by their EXIF orientation, or not (default: apply, with --color -1 "
                 "only of TIFF); all: also WebP, which MXNet does not rotate")
      ->check(CLI::IsMember({"apply", "ignore", "all"}))
      ->group(kReencoding);
}

void AddLimitOptions(CLI::App& app, ImageLimits& limits) {
  AddWholeNumber(app, "--max-pixels", limits.max_pixels,
                 "Skip images whose header gives more pixels",
                 {.lowest = 1, .highest = static_cast<std::uint64_t>(ImageLimits::kMostPixels)})
      ->default_str(std::to_string(limits.max_pixels))
      ->group(kPacking);
  AddWholeNumber(app, "--max-scan-pixels", limits.max_scan_pixels,
                 "Skip JPEGs with more pixels times scans, if they are decoded or converted",
                 {.lowest = 1})
      ->default_str(std::to_string(limits.max_scan_pixels))
      ->group(kPacking);
}

void AddPackingOptions(CLI::App& app, RawValues& raw, PackOptions& options) {
  app.add_flag("--pass-through", options.image.pass_through, "Pack the files' bytes as they are")
      ->group(kPacking);
  app.add_option("--jpeg", raw.jpeg,
                 "Convert JPEGs without loss: baseline (one sequential scan) or crop-ready (also "
                 "restart markers); keep: as they are")
      ->check(CLI::IsMember({"keep", "baseline", "crop-ready"}))
      ->capture_default_str()
      ->group(kPacking);
  app.add_option(
         "--check", raw.check,
         "With --pass-through, skip images whose header cannot be read, or all that cannot be "
         "decoded")
      ->check(CLI::IsMember({"header", "decode"}))
      ->capture_default_str()
      ->group(kPacking);
  AddLimitOptions(app, options.image.limits);
  app.add_flag_function(
         "--pack-label,!--no-pack-label",
         [&raw](std::int64_t count) { raw.pack_label = count > 0; },
         "Pack all labels of a line, or only the first (default: all if they are detection labels)")
      ->group(kPacking);
  app.add_option("--on-error", raw.on_error, "What to do with an image that cannot be packed")
      ->check(CLI::IsMember({"skip", "fail"}))
      ->capture_default_str()
      ->group(kPacking);
  AddOutputOptions(app, raw, options.output);
  AddReencodingOptions(app, raw, options.image);
}

}  // namespace

void AddOptions(CLI::App& app, RawValues& raw, Arguments& arguments) {
  app.add_option("PREFIX", raw.prefix,
                 "Prefix of the names of .lst and .rec files, or a .lst file; -: write the list to "
                 "standard output, or read it from standard input; PREFIX.plan.json: a plan, which "
                 "needs no ROOT")
      ->required();
  app.add_option("ROOT", raw.root, "Folder of the images")->required();
  app.add_flag("--list", arguments.list, "Write lists instead of packing them");
  AddWholeNumber(app, "--num-thread", arguments.threads,
                 "Threads that read folders, or read and encode images (default: all cores)",
                 {.lowest = 1, .highest = 1024});
  app.add_flag("--json", arguments.json, "Print a report as JSON to standard output");
  app.add_option("--report", arguments.report,
                 "FILE.html: also write a web page with counts, charts of images, records and "
                 "classes, and the images that were skipped")
      ->check(console::RefuseEmpty)
      ->group(kPacking);
  app.add_flag("-q,--quiet", arguments.quiet,
               "Print no progress and no summary, only warnings and errors");
  app.add_option("--progress", raw.progress, "Show a progress line")
      ->check(CLI::IsMember({"auto", "always", "never"}))
      ->capture_default_str()
      ->excludes("--quiet");
  AddListingOptions(app, raw, arguments.listing);
  AddPackingOptions(app, raw, arguments.packing);
  AddPlanningOptions(app, raw, arguments);
}

}  // namespace imrec::tool
