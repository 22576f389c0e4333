// imrec cache: shows and cleans a folder with the bytes of remote files.
#include <cstdint>
#include <cstdio>
#include <memory>
#include <string>

#include <CLI/CLI.hpp>
#include <nlohmann/json.hpp>

#include "reader/tool/command.h"
#include "reader/tool/common_options.h"
#include "reader/tool/standard_output.h"
#include "recordio/console/console.h"
#include "recordio/internal/cache_folder.h"

namespace imrec::tool {
namespace {

struct CacheToolOptions {
  std::string action;
  std::string folder;
  bool all = false;
  bool json = false;
};

nlohmann::ordered_json Json(const CacheContents& contents) {
  nlohmann::ordered_json files = nlohmann::ordered_json::array();
  std::uint64_t bytes = 0;
  for (const CacheEntry& entry : contents.entries) {
    bytes += entry.bytes;
    files.push_back({{"name", entry.name},
                     {"etag", entry.etag},
                     {"size", entry.size},
                     {"blocks", entry.blocks},
                     {"bytes", entry.bytes}});
  }
  return {{"bytes", bytes}, {"leftovers", contents.leftovers.size()}, {"files", files}};
}

void PrintContents(const std::string& folder, const CacheContents& contents) {
  std::uint64_t bytes = 0;
  for (const CacheEntry& entry : contents.entries) {
    bytes += entry.bytes;
    std::printf("%10s of %10s  %s\n", console::HumanBytes(entry.bytes).c_str(),
                console::HumanBytes(entry.size).c_str(), entry.name.c_str());
  }
  std::printf("%s: %s, %s\n", folder.c_str(),
              console::Counted(contents.entries.size(), "file").c_str(),
              console::HumanBytes(bytes).c_str());
  if (!contents.leftovers.empty()) {
    std::printf("%s of writers that ended early; 'imrec cache clean' removes them\n",
                console::Counted(contents.leftovers.size(), "file").c_str());
  }
}

int RunCache(const CacheToolOptions& options) {
  if (options.action == "clean") {
    const std::uint64_t freed = CleanCache(options.folder, options.all);
    if (options.json) {
      PrintJson(nlohmann::ordered_json{{"freed_bytes", freed}});
    } else {
      std::printf("%s: %s freed\n", options.folder.c_str(), console::HumanBytes(freed).c_str());
    }
    return console::kExitDone;
  }
  const CacheContents contents = LookIntoCache(options.folder);
  if (options.json) {
    PrintJson(Json(contents));
  } else {
    PrintContents(options.folder, contents);
  }
  return console::kExitDone;
}

}  // namespace

Command AddCache(CLI::App& imrec) {
  const auto options = std::make_shared<CacheToolOptions>();
  CLI::App* app = imrec.add_subcommand("cache", "Shows or cleans a cache of remote files");
  app->add_option("ACTION", options->action,
                  "info: what is in it; clean: remove versions that are not the newest of their "
                  "file, and what writers left that ended early")
      ->required()
      ->check(CLI::IsMember({"info", "clean"}));
  app->add_option("DIR", options->folder, "The folder that was given as --cache")->required();
  app->add_flag("--all", options->all, "With clean: remove everything");
  AddJson(*app, options->json);
  app->footer("Examples:\n  imrec cache info cache\n  imrec cache clean cache");
  return {.app = app, .run = [options] { return RunCache(*options); }};
}

}  // namespace imrec::tool
