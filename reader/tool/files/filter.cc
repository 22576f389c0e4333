// imrec filter: copies the records that meet some conditions.
#include <algorithm>
#include <charconv>
#include <cstdio>
#include <filesystem>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <unordered_set>

#include <imrec/error.h>
#include <imrec/image_codec.h>
#include <imrec/image_record.h>
#include <CLI/CLI.hpp>
#include <nlohmann/json.hpp>

#include "image/internal/orientation.h"
#include "reader/tool/class_id.h"
#include "reader/tool/command.h"
#include "reader/tool/common_options.h"
#include "reader/tool/files/output_dataset.h"
#include "reader/tool/input_class_names.h"
#include "reader/tool/input_set.h"
#include "reader/tool/set_labels.h"
#include "reader/tool/standard_output.h"
#include "reader/tool/wrong_set.h"
#include "recordio/console/command_line.h"
#include "recordio/console/console.h"
#include "recordio/internal/read_file.h"
#include "recordio/internal/text_lines.h"

namespace imrec::tool {
namespace {

constexpr const char* kFilterName = "imrec filter";

struct FilterOptions {
  std::vector<std::string> sets;
  std::string output;
  std::vector<std::string> classes;
  std::string class_file;
  std::string key_file;
  std::string min_size;
  std::string max_size;
  bool invert = false;
  bool force = false;
  bool quiet = false;
  bool json = false;
};

template <typename Number>
bool ParseWhole(std::string_view text, Number& number) {
  const auto [end, status] = std::from_chars(text.data(), text.data() + text.size(), number);
  return status == std::errc() && end == text.data() + text.size();
}

ImageSize ParseSize(const std::string& text) {
  ImageSize size;
  const std::size_t cross = text.find('x');
  if (cross == std::string::npos ||
      !ParseWhole(std::string_view(text).substr(0, cross), size.width) ||
      !ParseWhole(std::string_view(text).substr(cross + 1), size.height)) {
    throw Error(ErrorCode::kInvalidArgument, "'" + text + "' is not a size such as 640x480");
  }
  return size;
}

// Reads keys, one per line, from a file, or from standard input for "-".
std::unordered_set<std::uint64_t> ReadKeys(const std::string& path) {
  const bool from_stdin = path == "-";
  if (!from_stdin) RequireTextFile(path, "a file of record keys");
  const std::string text = from_stdin ? ReadStandardInput() : ReadTextFile(path);
  std::unordered_set<std::uint64_t> keys;
  for (TextLines lines(text); lines.Next();) {
    const std::string_view line = TrimBlanks(lines.line());
    if (line.empty()) continue;
    std::uint64_t key = 0;
    if (!ParseWhole(line, key)) {
      throw Error(ErrorCode::kCorruptData, "'" + std::string(line) + "' is not a record key",
                  {.file = from_stdin ? "standard input" : path, .line = lines.number()});
    }
    keys.insert(key);
  }
  return keys;
}

[[noreturn]] void ThrowNoClass(const std::string& text, const std::vector<std::string>& names) {
  constexpr std::size_t kShown = 20;
  std::string reason = "there is no class '" + text + "'";
  if (names.empty()) {
    throw Error(ErrorCode::kNotFound,
                reason + "; the set has no class names, so give numbers, or --classes FILE");
  }
  const std::string nearest = console::NearestWord(text, names);
  if (!nearest.empty()) reason += "; did you mean " + nearest + "?";
  reason += nearest.empty() ? "; the classes are " : " The classes are ";
  for (std::size_t i = 0; i < std::min(names.size(), kShown); ++i) {
    reason += (i == 0 ? "" : ", ") + names[i];
  }
  if (names.size() > kShown) reason += " and " + std::to_string(names.size() - kShown) + " more";
  throw Error(ErrorCode::kNotFound, reason);
}

// Converts names of classes, or numbers, to class numbers. Names come first.
std::set<std::uint32_t> ClassIds(const FilterOptions& options,
                                 const std::vector<std::string>& names) {
  std::set<std::uint32_t> ids;
  for (const std::string& text : options.classes) {
    const auto named = std::ranges::find(names, text);
    std::uint32_t id = 0;
    if (named != names.end()) {
      ids.insert(static_cast<std::uint32_t>(named - names.begin()));
    } else if (ParseWhole(std::string_view(text), id)) {
      ids.insert(id);
    } else {
      ThrowNoClass(text, names);
    }
  }
  return ids;
}

class Condition {
 public:
  Condition(const FilterOptions& options, const InputSet& input,
            const std::vector<std::string>& names)
      : invert_(options.invert), class_ids_(ClassIds(options, names)) {
    if (!class_ids_.empty()) set_labels_ = FindSetLabels(input.records(), kAllLabels);
    if (!options.key_file.empty()) {
      keys_ = ReadKeys(options.key_file);
      unseen_keys_ = {keys_->begin(), keys_->end()};
    }
    if (!options.min_size.empty()) min_size_ = ParseSize(options.min_size);
    if (!options.max_size.empty()) max_size_ = ParseSize(options.max_size);
  }

  bool Holds(std::uint64_t key, std::span<const std::byte> payload) {
    if (keys_ && keys_->contains(key)) unseen_keys_.erase(key);
    const ImageRecordView record(payload);
    const bool all = HasKey(key) && HasClass(record) && HasSize(record);
    return all != invert_;
  }

  /// Returns the keys of --keys that no record has had so far.
  const std::set<std::uint64_t>& unseen_keys() const { return unseen_keys_; }

 private:
  bool HasKey(std::uint64_t key) const { return !keys_ || keys_->contains(key); }

  bool HasClass(const ImageRecordView& record) {
    if (class_ids_.empty()) return true;
    record.CopyLabels(labels_);
    // It is unknown whether the record has one of the classes.
    if (const std::string problem = set_labels_.Problem(labels_); !problem.empty()) {
      throw Error(ErrorCode::kCorruptData, problem);
    }
    set_labels_.ClassesOf(labels_, shown_);
    return std::ranges::any_of(shown_, [&](float label) { return IsWanted(label); });
  }

  bool IsWanted(float label) const {
    const std::optional<std::uint32_t> id = ClassIdOf(label);
    return id && class_ids_.contains(*id);
  }

  bool HasSize(const ImageRecordView& record) {
    if (!min_size_ && !max_size_) return true;
    const ImageInfo info = decoder_.ReadInfo(record.image());
    const ImageSize size = OrientedSize(info.size, info.orientation);
    const bool large =
        !min_size_ || (size.width >= min_size_->width && size.height >= min_size_->height);
    const bool small =
        !max_size_ || (size.width <= max_size_->width && size.height <= max_size_->height);
    return large && small;
  }

  bool invert_;
  std::set<std::uint32_t> class_ids_;
  std::optional<std::unordered_set<std::uint64_t>> keys_;
  std::set<std::uint64_t> unseen_keys_;
  std::optional<ImageSize> min_size_;
  std::optional<ImageSize> max_size_;
  AnyImageDecoder decoder_;
  SetLabels set_labels_;
  std::vector<float> labels_;
  std::vector<float> shown_;
};

struct FilterResult {
  std::uint64_t kept = 0;
  std::uint64_t dropped = 0;
  std::uint64_t bad = 0;
  std::size_t missing_keys = 0;
};

void TellMissingKeys(const std::set<std::uint64_t>& keys) {
  constexpr std::size_t kShown = 10;
  if (keys.empty()) return;
  std::string text = "no record has the " + std::string(keys.size() == 1 ? "key" : "keys");
  for (std::size_t shown = 0; const std::uint64_t key : keys) {
    if (++shown > kShown) break;
    text += (shown == 1 ? " " : ", ") + std::to_string(key);
  }
  if (keys.size() > kShown) {
    text += " and " + console::WithThousands(keys.size() - kShown) + " more";
  }
  console::Say(kFilterName, text);
}

FilterResult Filter(const InputSet& input, console::ProgressMode progress, Condition& condition,
                    SetWriter& writer) {
  FilterResult result;
  const RecordStore& records = input.records();
  result.bad = CopyRecords(input, progress, writer,
                           [&](std::uint64_t i, std::span<const std::byte> payload) {
                             if (condition.Holds(records.key(i), payload)) {
                               writer.Write(records.key(i), payload);
                               ++result.kept;
                             } else {
                               ++result.dropped;
                             }
                           });
  // A damaged record may have had one of them.
  result.missing_keys = condition.unseen_keys().size();
  TellMissingKeys(condition.unseen_keys());
  return result;
}

void PrintFilter(const FilterOptions& options, const OutputDataset& output,
                 const FilterResult& result) {
  if (options.json) {
    return PrintJson({{"kept", result.kept},
                      {"dropped", result.dropped},
                      {"damaged", result.bad},
                      {"missing_keys", result.missing_keys}});
  }
  if (options.quiet) return;
  std::printf("%s: %s kept, %s dropped\n", output.name().c_str(),
              console::Counted(result.kept, "record").c_str(),
              console::WithThousands(result.dropped).c_str());
}

int RunFilter(const FilterOptions& options) {
  if (options.classes.empty() && options.key_file.empty() && options.min_size.empty() &&
      options.max_size.empty()) {
    throw Error(ErrorCode::kInvalidArgument,
                "give a condition: --class, --keys, --min-size or --max-size");
  }
  const InputSet input(InputFiles(options.sets, kFilterName));
  const OutputDataset output = {
      .output = options.output,
      .inputs = input.files(),
      .class_names = SharedClassNames(input.files(), options.class_file, OnOtherNames::kRefuse),
      .shards = input.files().size(),
      .force = options.force};
  Condition condition(options, input, output.class_names);
  SetWriter writer(output);
  const FilterResult result = Filter(input, ProgressUnless(options.quiet), condition, writer);
  if (result.kept == 0) {
    throw Error(ErrorCode::kNotFound, "no record meets the conditions; nothing was written",
                {.file = input.name()});
  }
  writer.Close();
  PrintFilter(options, output, result);
  const bool is_whole = result.bad == 0 && result.missing_keys == 0;
  return is_whole ? console::kExitDone : console::kExitPartly;
}

}  // namespace

Command AddFilter(CLI::App& imrec) {
  const auto options = std::make_shared<FilterOptions>();
  CLI::App* app =
      imrec.add_subcommand("filter", "Copies the records that meet all conditions, unchanged");
  AddSets(*app, options->sets);
  AddOutput(*app, options->output);
  app->add_option("--class", options->classes,
                  "Records with one of these classes, by name or number")
      ->expected(1, -1);
  AddClasses(*app, options->class_file);
  app->add_option("--keys", options->key_file,
                  "Records with the keys in this file, one per line; -: keys from standard input");
  app->add_option("--min-size", options->min_size, "Images of at least this size, such as 300x300");
  app->add_option("--max-size", options->max_size, "Images of at most this size");
  app->add_flag("--invert", options->invert, "Copy the other records instead");
  AddForce(*app, options->force);
  AddQuiet(*app, options->quiet);
  AddJson(*app, options->json);
  app->footer(
      "Each input file becomes a shard of the output.\n"
      "Examples:\n  imrec filter train.rec --class dog cat -o pets.rec\n"
      "  imrec filter train.rec --max-size 99x99 --invert -o large.rec");
  return {.app = app, .run = [options] { return RunFilter(*options); }};
}

}  // namespace imrec::tool
