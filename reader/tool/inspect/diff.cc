// imrec diff: compares two data sets.
#include <algorithm>
#include <cstdio>
#include <memory>
#include <optional>
#include <string>
#include <unordered_map>
#include <vector>

#include <imrec/error.h>
#include <imrec/image_record.h>
#include <CLI/CLI.hpp>
#include <nlohmann/json.hpp>

#include "reader/tool/command.h"
#include "reader/tool/common_options.h"
#include "reader/tool/input_set.h"
#include "reader/tool/standard_output.h"
#include "recordio/console/console.h"
#include "recordio/console/progress.h"
#include "recordio/internal/remote_path.h"

namespace imrec::tool {
namespace {

constexpr const char* kDiffName = "imrec diff";

struct DiffOptions {
  std::string before;
  std::string after;
  std::string by = "key";
  bool quiet = false;
  bool json = false;

  bool by_order() const { return by == "order"; }
};

struct Differences {
  std::uint64_t same = 0;
  // Keys, here and below; with --by order, positions in reading order.
  std::vector<std::uint64_t> only_before;
  std::vector<std::uint64_t> only_after;
  std::vector<std::uint64_t> labels;
  std::vector<std::uint64_t> images;
  bool order = false;  // the order of the common records differs

  bool any() const {
    return !only_before.empty() || !only_after.empty() || !labels.empty() || !images.empty() ||
           order;
  }
};

// Pairs records of A and B. Keys may repeat across the files of a set.
class Pairs {
 public:
  Pairs(const RecordStore& before, const RecordStore& after, bool by_order)
      : partners_(before.size()), taken_(after.size()) {
    if (by_order) {
      for (std::uint64_t i = 0; i < std::min(before.size(), after.size()); ++i) Join(i, i);
      return;
    }
    // The first record with a key is paired with the first, the second with the second, and so on.
    std::unordered_map<std::uint64_t, std::vector<std::uint64_t>> positions;
    for (std::uint64_t j = after.size(); j > 0; --j) positions[after.key(j - 1)].push_back(j - 1);
    for (std::uint64_t i = 0; i < before.size(); ++i) {
      const auto found = positions.find(before.key(i));
      if (found == positions.end() || found->second.empty()) continue;
      Join(i, found->second.back());
      found->second.pop_back();
    }
  }

  std::optional<std::uint64_t> PartnerOf(std::uint64_t i) const { return partners_[i]; }
  bool IsTaken(std::uint64_t j) const { return taken_[j]; }

 private:
  void Join(std::uint64_t i, std::uint64_t j) {
    partners_[i] = j;
    taken_[j] = true;
  }

  std::vector<std::optional<std::uint64_t>> partners_;
  std::vector<bool> taken_;
};

// Compares two records.
class RecordComparison {
 public:
  RecordComparison(const RecordStore& before, const RecordStore& after)
      : before_(before), after_(after) {}

  // `name` is the name of the pair. If `ids` is true, the records' ids must also be equal.
  void Compare(std::uint64_t i, std::uint64_t j, std::uint64_t name, bool ids,
               Differences& differences) {
    before_.Read(i, payload_before_);
    after_.Read(j, payload_after_);
    if (payload_before_ == payload_after_) {
      ++differences.same;
      return;
    }
    try {
      CompareImageRecords(i, j, name, ids, differences);
    } catch (const Error& error) {
      if (error.code() != ErrorCode::kCorruptData) throw;
      // Whatever they are, they differ.
      differences.labels.push_back(name);
      differences.images.push_back(name);
      console::Say(kDiffName, error.what());
    }
  }

 private:
  // Throws Error that names the record if a payload is not an image record.
  void CompareImageRecords(std::uint64_t i, std::uint64_t j, std::uint64_t name, bool ids,
                           Differences& differences) {
    const ImageRecordView a = Parse(payload_before_, before_, i, labels_before_);
    const ImageRecordView b = Parse(payload_after_, after_, j, labels_after_);
    const bool same_ids = !ids || a.id() == b.id();
    const bool same_labels = a.flag() == b.flag() && a.id2() == b.id2() && same_ids &&
                             SameValues(labels_before_, labels_after_);
    const bool same_image = std::ranges::equal(a.image(), b.image());
    if (!same_labels) differences.labels.push_back(name);
    if (!same_image) differences.images.push_back(name);
    if (same_labels && same_image) ++differences.same;
  }

  static ImageRecordView Parse(std::span<const std::byte> payload, const RecordStore& records,
                               std::uint64_t ordinal, std::vector<float>& labels) {
    try {
      const ImageRecordView record(payload);
      record.CopyLabels(labels);
      return record;
    } catch (const Error& error) {
      throw error.Within(records.Where(ordinal));
    }
  }

  // Compares bits, so that NaN equals NaN.
  static bool SameValues(const std::vector<float>& a, const std::vector<float>& b) {
    return std::ranges::equal(std::as_bytes(std::span(a)), std::as_bytes(std::span(b)));
  }

  const RecordStore& before_;
  const RecordStore& after_;
  std::vector<std::byte> payload_before_;
  std::vector<std::byte> payload_after_;
  std::vector<float> labels_before_;
  std::vector<float> labels_after_;
};

Differences Compare(const RecordStore& before, const RecordStore& after,
                    const DiffOptions& options) {
  Differences differences;
  const bool by_order = options.by_order();
  const Pairs pairs(before, after, by_order);
  RecordComparison comparison(before, after);
  console::Progress progress("records", before.size(), ProgressUnless(options.quiet));
  std::uint64_t last = 0;
  for (std::uint64_t i = 0; i < before.size(); ++i) {
    const std::uint64_t name = by_order ? i : before.key(i);
    const std::optional<std::uint64_t> partner = pairs.PartnerOf(i);
    if (!partner) {
      differences.only_before.push_back(name);
      continue;
    }
    if (*partner < last) differences.order = true;
    last = *partner;
    comparison.Compare(i, *partner, name, !by_order, differences);
    progress.Update(i + 1);
  }
  for (std::uint64_t j = 0; j < after.size(); ++j) {
    if (!pairs.IsTaken(j)) differences.only_after.push_back(by_order ? j : after.key(j));
  }
  return differences;
}

void PrintKeys(const std::string& what, const std::vector<std::uint64_t>& keys) {
  constexpr std::size_t kShown = 10;
  if (keys.empty()) return;
  std::printf("%s: %s:", what.c_str(), console::Counted(keys.size(), "record").c_str());
  for (std::size_t i = 0; i < std::min(keys.size(), kShown); ++i) {
    std::printf(" %llu", static_cast<unsigned long long>(keys[i]));
  }
  std::printf("%s\n", keys.size() > kShown ? " .." : "");
}

void PrintDiff(const DiffOptions& options, const Differences& differences) {
  PrintKeys("only in " + ShownPath(options.before), differences.only_before);
  PrintKeys("only in " + ShownPath(options.after), differences.only_after);
  PrintKeys("labels differ", differences.labels);
  PrintKeys("images differ", differences.images);
  if (differences.order) std::puts("the order of the records differs");
  if (options.quiet) return;
  std::printf("%s %s the same\n", console::Counted(differences.same, "record").c_str(),
              differences.same == 1 ? "is" : "are");
}

nlohmann::ordered_json DifferencesJson(const Differences& differences) {
  return {{"same", differences.same},
          {"only_in_a", differences.only_before},
          {"only_in_b", differences.only_after},
          {"labels_differ", differences.labels},
          {"images_differ", differences.images},
          {"order_differs", differences.order}};
}

int RunDiff(const DiffOptions& options) {
  const InputSet before(InputFiles({options.before}, kDiffName));
  const InputSet after(InputFiles({options.after}, kDiffName));
  const Differences differences = Compare(before.records(), after.records(), options);
  if (options.json) {
    PrintJson(DifferencesJson(differences));
  } else {
    PrintDiff(options, differences);
  }
  return differences.any() ? console::kExitPartly : console::kExitDone;
}

}  // namespace

Command AddDiff(CLI::App& imrec) {
  const auto options = std::make_shared<DiffOptions>();
  CLI::App* app = imrec.add_subcommand("diff", "Compares two data sets record by record");
  app->add_option("A", options->before, "A file, pattern, manifest or PREFIX")->required();
  app->add_option("B", options->after, "Another one")->required();
  app->add_option("--by", options->by,
                  "Which records are compared: key, those of one key (the first with the first, if "
                  "shards use it more than once); order, those at one position, whatever their "
                  "keys and ids; they are then named by it, from 0")
      ->check(CLI::IsMember({"key", "order"}))
      ->capture_default_str();
  AddQuiet(*app, options->quiet)->description("Print nothing if there is no difference");
  AddJson(*app, options->json)->description("Print JSON, with all keys");
  app->footer(
      "Exit code: 0 the same, 1 different, 2 a set cannot be read.\n"
      "Examples:\n  imrec diff old.rec new.rec\n"
      "  imrec diff 'train-*.rec' train.rec --by order");
  return {.app = app, .run = [options] { return RunDiff(*options); }};
}

}  // namespace imrec::tool
