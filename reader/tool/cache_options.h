// The options for a cache of remote files.
#ifndef IMREC_READER_TOOL_CACHE_OPTIONS_H_
#define IMREC_READER_TOOL_CACHE_OPTIONS_H_

#include <cstdint>
#include <string>

#include <imrec/remote_options.h>

#include "recordio/console/cli_forward.h"

namespace imrec::tool {

/// The values of --cache and --cache-size.
struct CacheOptions {
  std::string folder;           // empty: none
  std::uint64_t gibibytes = 0;  // 0: half of what is free without it

  void AddTo(CLI::App& app);
  RemoteOptions Remote() const;
};

}  // namespace imrec::tool

#endif  // IMREC_READER_TOOL_CACHE_OPTIONS_H_
