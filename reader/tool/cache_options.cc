#include "reader/tool/cache_options.h"

#include <CLI/CLI.hpp>

#include "recordio/console/option_values.h"

namespace imrec::tool {

void CacheOptions::AddTo(CLI::App& app) {
  CLI::Option* option = app.add_option(
      "--cache", folder, "Folder on a local disk for what is read from other machines");
  console::AddWholeNumber(
      app, "--cache-size", gibibytes,
      "Largest size of the cache in GiB (default: half of what is free without it)",
      {.lowest = 1, .highest = 1'000'000})
      ->needs(option);
}

RemoteOptions CacheOptions::Remote() const {
  return {.cache = folder, .cache_bytes = gibibytes << 30};
}

}  // namespace imrec::tool
