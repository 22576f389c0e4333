// Options for reading files over HTTP, and what such reading cost.
#ifndef IMREC_REMOTE_OPTIONS_H_
#define IMREC_REMOTE_OPTIONS_H_

#include <chrono>
#include <cstdint>
#include <filesystem>
#include <functional>
#include <optional>
#include <string>

namespace imrec {

/// How stores with the interface of S3 are read, s3:// and gs:// alike. What is not set here comes
/// from the environment, see docs/remote.md. Writing to stores uses the environment only.
struct S3Options {
  std::string endpoint = {};  // http(s)://HOST[:PORT][/PATH]
  std::string region = {};
  std::string profile = {};                       // whose credentials and settings are used
  std::optional<bool> anonymous = std::nullopt;   // true: requests have no signature
  std::optional<bool> path_style = std::nullopt;  // true: HOST/BUCKET/KEY; false: BUCKET.HOST/KEY
};

/// How files are read over HTTP. A request that fails, or takes too long, is sent again, after a
/// random delay that grows with each attempt.
struct RemoteOptions {
  std::uint32_t max_in_flight = 128;  // requests at the same time, at least 1
  std::uint32_t max_attempts = 8;     // of one request, at least 1; see outage_limit
  std::chrono::milliseconds connect_limit{3'000};
  std::chrono::milliseconds first_byte_limit{2'000};  // twice as long from the second attempt on
  std::chrono::milliseconds stall_limit{5'000};       // longest time at < 1,000 bytes per second
  std::chrono::milliseconds total_limit{120'000};     // for all attempts of a request
  /// How long a request for a file that was opened is repeated while no response arrives: refused
  /// or broken connections, unknown hosts, silence. Until then only attempts with a response count.
  std::chrono::milliseconds outage_limit{60'000};
  /// A second request for the same bytes is sent if the first has no answer after this time, and
  /// after three times the time within which 99 % of the others were answered. At most 2 % of all
  /// requests are doubled.
  std::chrono::milliseconds hedge_after{300};
  /// Memory for bytes that were fetched and may be read again, or are fetched in advance.
  std::uint64_t memory = std::uint64_t{256} << 20;
  /// A folder on a local disk where fetched bytes are kept for later runs, and for other processes;
  /// empty: none. A failure of the disk switches it off.
  std::filesystem::path cache = {};
  /// Of the folder, at least 8392704; 0: half of what would be free without it.
  std::uint64_t cache_bytes = 0;
  /// True: a file counts as unchanged if its ETag and its size are unchanged. False: only the size
  /// is compared, for mirrors whose servers give the same file different ETags. A file that is
  /// replaced by one of the same size is then not noticed, and old bytes may be in the cache.
  bool match_etags = true;
  S3Options s3 = {};
  /// Called about 20 times per second in each thread that waits for the network (once per second
  /// while a service for credentials answers). What it throws ends that wait, and is passed on; an
  /// Error may be treated as a failure to read. Several threads open a set: to stop that, throw in
  /// all of them. Must be thread-safe. Null: nothing ends a wait but its limits.
  std::function<void()> on_wait = {};
};

/// What reading over HTTP cost so far.
struct RemoteStats {
  std::uint64_t requests = 0;     // that were sent, with retries and hedges
  std::uint64_t retries = 0;      // sent after a failure
  std::uint64_t hedges = 0;       // sent because there was no answer yet
  std::uint64_t failures = 0;     // fetches that failed after all attempts; not of absent files
  std::uint64_t bytes = 0;        // of file contents that were received
  std::uint64_t waits = 0;        // reads that waited for the network
  double wait_seconds = 0;        // summed over all threads
  std::uint64_t cache_reads = 0;  // reads from the cache
  std::uint64_t cache_bytes = 0;  // and their bytes

  friend bool operator==(const RemoteStats&, const RemoteStats&) = default;
};

}  // namespace imrec

#endif  // IMREC_REMOTE_OPTIONS_H_
