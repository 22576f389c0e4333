// imrec diff: what changed from one data set to another.
#include <algorithm>
#include <cstdio>
#include <memory>
#include <string>
#include <unordered_map>

#include <imrec/error.h>
#include <imrec/image_record.h>
#include <imrec/record_set.h>
#include <nlohmann/json.hpp>

#include "reader/tool/command.h"
#include "recordio/console/console.h"
#include "recordio/console/progress.h"

namespace imrec::tool {
namespace {

struct Options {
  std::string before;
  std::string after;
  bool json = false;
};

struct Differences {
  std::uint64_t same = 0;
  std::vector<std::uint64_t> only_before;  // keys, here and below
  std::vector<std::uint64_t> only_after;
  std::vector<std::uint64_t> labels;
  std::vector<std::uint64_t> images;
  bool order = false;  // the common records do not come in the same order

  bool any() const {
    return !only_before.empty() || !only_after.empty() || !labels.empty() || !images.empty() ||
           order;
  }
};

using Positions = std::unordered_map<std::uint64_t, std::uint64_t>;

// Key to position; the first of several with one key.
Positions PositionsOf(const RecordSet& records) {
  Positions positions;
  for (std::uint64_t i = 0; i < records.size(); ++i) positions.try_emplace(records.key(i), i);
  return positions;
}

// Compares one record of each; throws Error if a payload is no image record.
class RecordComparison {
 public:
  RecordComparison(const RecordSet& before, const RecordSet& after)
      : before_(before), after_(after) {}

  void Compare(std::uint64_t i, std::uint64_t j, Differences& differences) {
    before_.Read(i, payload_before_);
    after_.Read(j, payload_after_);
    if (payload_before_ == payload_after_) {
      ++differences.same;
      return;
    }
    const ImageRecordView a(payload_before_);
    const ImageRecordView b(payload_after_);
    a.CopyLabels(labels_before_);
    b.CopyLabels(labels_after_);
    const bool same_labels = a.flag() == b.flag() && a.id() == b.id() && a.id2() == b.id2() &&
                             labels_before_ == labels_after_;
    if (!same_labels) differences.labels.push_back(before_.key(i));
    if (!std::ranges::equal(a.image(), b.image())) differences.images.push_back(before_.key(i));
  }

 private:
  const RecordSet& before_;
  const RecordSet& after_;
  std::vector<std::byte> payload_before_;
  std::vector<std::byte> payload_after_;
  std::vector<float> labels_before_;
  std::vector<float> labels_after_;
};

Differences Compare(const RecordSet& before, const RecordSet& after) {
  Differences differences;
  const Positions positions = PositionsOf(after);
  const Positions own = PositionsOf(before);
  RecordComparison comparison(before, after);
  console::Progress progress("records", before.size(), console::ProgressMode::kAuto);
  std::uint64_t last = 0;
  for (std::uint64_t i = 0; i < before.size(); ++i) {
    const auto found = positions.find(before.key(i));
    if (found == positions.end()) {
      differences.only_before.push_back(before.key(i));
      continue;
    }
    if (found->second < last) differences.order = true;
    last = found->second;
    comparison.Compare(i, found->second, differences);
    progress.Update(i + 1);
  }
  for (std::uint64_t j = 0; j < after.size(); ++j) {
    if (!own.contains(after.key(j))) differences.only_after.push_back(after.key(j));
  }
  return differences;
}

void PrintKeys(const std::string& what, const std::vector<std::uint64_t>& keys) {
  constexpr std::size_t kShown = 10;
  if (keys.empty()) return;
  std::printf("%s: %s records:", what.c_str(), console::WithThousands(keys.size()).c_str());
  for (std::size_t i = 0; i < std::min(keys.size(), kShown); ++i) {
    std::printf(" %llu", static_cast<unsigned long long>(keys[i]));
  }
  std::printf("%s\n", keys.size() > kShown ? " .." : "");
}

void PrintText(const Options& options, const Differences& differences) {
  PrintKeys("only in " + options.before, differences.only_before);
  PrintKeys("only in " + options.after, differences.only_after);
  PrintKeys("labels differ", differences.labels);
  PrintKeys("images differ", differences.images);
  if (differences.order) std::puts("the records stand in another order");
  std::printf("%s records are the same\n", console::WithThousands(differences.same).c_str());
}

void PrintJson(const Differences& differences) {
  const nlohmann::ordered_json json = {{"same", differences.same},
                                       {"only_in_a", differences.only_before},
                                       {"only_in_b", differences.only_after},
                                       {"labels_differ", differences.labels},
                                       {"images_differ", differences.images},
                                       {"order_differs", differences.order}};
  std::puts(json.dump(2).c_str());
}

int Run(const Options& options) {
  const RecordSet before(options.before);
  const RecordSet after(options.after);
  const Differences differences = Compare(before, after);
  if (options.json) {
    PrintJson(differences);
  } else {
    PrintText(options, differences);
  }
  return differences.any() ? console::kExitPartly : console::kExitDone;
}

}  // namespace

Command AddDiff(CLI::App& imrec) {
  const auto options = std::make_shared<Options>();
  CLI::App* app =
      imrec.add_subcommand("diff", "Compares two files record by record, by their keys");
  app->add_option("A", options->before, "A .rec file")->required();
  app->add_option("B", options->after, "Another one")->required();
  app->add_flag("--json", options->json, "Print JSON, with all keys");
  app->footer("Exit code: 0 the same, 1 different.\nExample: imrec diff old.rec new.rec");
  return {.app = app, .run = [options] { return Run(*options); }};
}

}  // namespace imrec::tool
