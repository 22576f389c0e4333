// What reading from other machines cost, as the tools show it.
#ifndef IMREC_READER_TOOL_REMOTE_REPORT_H_
#define IMREC_READER_TOOL_REMOTE_REPORT_H_

#include <imrec/remote_options.h>
#include <nlohmann/json.hpp>

namespace imrec::tool {

/// Returns true if anything was read from elsewhere, be it from the cache alone.
bool WasRemote(const RemoteStats& remote);

/// Leaves out of `stats` what was counted before.
void Subtract(const RemoteStats& before, RemoteStats& stats);

nlohmann::ordered_json RemoteJson(const RemoteStats& remote);

/// Prints one to three lines to standard output.
void PrintRemote(const RemoteStats& remote);

}  // namespace imrec::tool

#endif  // IMREC_READER_TOOL_REMOTE_REPORT_H_
