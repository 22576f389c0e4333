// imrec reindex: the .idx of a .rec file, made anew.
#include <cstdio>
#include <memory>
#include <string>
#include <unordered_set>

#include <imrec/error.h>
#include <imrec/image_record.h>
#include <imrec/output_file.h>
#include <imrec/record_index.h>
#include <imrec/record_salvage.h>
#include <nlohmann/json.hpp>

#include "reader/tool/command.h"
#include "recordio/console/console.h"

namespace imrec::tool {
namespace {

constexpr const char* kName = "imrec reindex";

struct Options {
  std::string file;
  bool renumber = false;
  bool json = false;
};

struct Built {
  std::vector<IndexEntry> entries;
  std::uint64_t repeated = 0;  // keys that were there already
  std::vector<DamagedRegion> damage;
};

Built BuildEntries(const Options& options) {
  const RecordFile file(options.file);
  RecordSalvager salvager(file);
  Built built;
  std::unordered_set<std::uint64_t> keys;
  while (const auto record = salvager.Next()) {
    const bool has_id = !options.renumber && record->payload.size() >= ImageRecordView::kHeaderSize;
    const std::uint64_t key = has_id ? ImageRecordId(record->payload) : built.entries.size();
    if (!keys.insert(key).second) ++built.repeated;
    built.entries.push_back({.key = key, .offset = record->offset});
  }
  built.damage = salvager.damage();
  return built;
}

int Run(const Options& options) {
  const Built built = BuildEntries(options);
  if (built.entries.empty()) {
    throw Error(ErrorCode::kCorruptData, "there is no sound record in it; nothing is written",
                {.file = options.file});
  }
  const std::filesystem::path path = IndexPathFor(options.file);
  WriteFileAtomically(path, FormatIndex(built.entries));
  for (const DamagedRegion& region : built.damage) {
    const Error where(ErrorCode::kCorruptData, region.reason,
                      {.file = options.file, .offset = region.begin});
    console::Say(kName, std::string("left out: ") + where.what());
  }
  if (built.repeated > 0) {
    console::Say(kName, console::WithThousands(built.repeated) +
                            " records have a key that another has, too; MXNet finds only the last "
                            "of these (--renumber gives each its own)");
  }
  if (options.json) {
    const nlohmann::ordered_json json = {{"index", path.string()},
                                         {"records", built.entries.size()},
                                         {"repeated_keys", built.repeated},
                                         {"damaged", built.damage.size()}};
    std::puts(json.dump(2).c_str());
  } else {
    std::printf("%s: %s records\n", path.c_str(),
                console::WithThousands(built.entries.size()).c_str());
  }
  return built.damage.empty() && built.repeated == 0 ? console::kExitDone : console::kExitPartly;
}

}  // namespace

Command AddReindex(CLI::App& imrec) {
  const auto options = std::make_shared<Options>();
  CLI::App* app =
      imrec.add_subcommand("reindex", "Writes the .idx of a .rec file anew, from its records");
  app->add_option("FILE", options->file, "The .rec file")->required();
  app->add_flag("--renumber", options->renumber,
                "Keys 0, 1, 2 .. in file order, instead of the records' own");
  app->add_flag("--json", options->json, "Print JSON");
  app->footer("Example: imrec reindex train.rec");
  return {.app = app, .run = [options] { return Run(*options); }};
}

}  // namespace imrec::tool
