#include "reader/tool/remote_report.h"

#include <cstdio>

#include "recordio/console/console.h"

namespace imrec::tool {

bool WasRemote(const RemoteStats& remote) { return remote.requests + remote.cache_reads > 0; }

void Subtract(const RemoteStats& before, RemoteStats& stats) {
  stats.requests -= before.requests;
  stats.retries -= before.retries;
  stats.hedges -= before.hedges;
  stats.failures -= before.failures;
  stats.bytes -= before.bytes;
  stats.waits -= before.waits;
  stats.wait_seconds -= before.wait_seconds;
  stats.cache_reads -= before.cache_reads;
  stats.cache_bytes -= before.cache_bytes;
}

nlohmann::ordered_json RemoteJson(const RemoteStats& remote) {
  return {{"requests", remote.requests},
          {"retries", remote.retries},
          {"hedges", remote.hedges},
          {"failures", remote.failures},
          {"bytes", remote.bytes},
          {"waits", remote.waits},
          {"wait_seconds", remote.wait_seconds},
          {"cache_reads", remote.cache_reads},
          {"cache_bytes", remote.cache_bytes}};
}

void PrintRemote(const RemoteStats& remote) {
  std::printf("  network: %s, %s; waited %s, %.1f s in all\n",
              console::Counted(remote.requests, "request").c_str(),
              console::HumanBytes(remote.bytes).c_str(),
              console::Counted(remote.waits, "time").c_str(), remote.wait_seconds);
  if (remote.retries + remote.hedges + remote.failures > 0) {
    std::printf("  %s after a failure, %s for slow ones; %s failed in the end\n",
                console::Counted(remote.retries, "request").c_str(),
                console::Counted(remote.hedges, "request").c_str(),
                console::Counted(remote.failures, "fetch").c_str());
  }
  if (remote.cache_reads > 0) {
    std::printf("  cache: %s, %s\n", console::Counted(remote.cache_reads, "read").c_str(),
                console::HumanBytes(remote.cache_bytes).c_str());
  }
}

}  // namespace imrec::tool
