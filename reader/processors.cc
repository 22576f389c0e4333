#include "reader/processors.h"

#include <pthread.h>
#include <sched.h>

#include <algorithm>
#include <charconv>
#include <cmath>
#include <fstream>
#include <limits>
#include <sstream>
#include <string>

namespace imrec {
namespace {

namespace fs = std::filesystem;

std::optional<std::string> FirstLine(const fs::path& path) {
  std::ifstream file(path);
  std::string line;
  if (!std::getline(file, line)) return std::nullopt;
  return line;
}

std::vector<int> AllowedProcessors() {
  std::vector<int> allowed;
  cpu_set_t set;
  CPU_ZERO(&set);
  if (::sched_getaffinity(0, sizeof set, &set) == 0) {
    for (int i = 0; i < CPU_SETSIZE; ++i) {
      if (CPU_ISSET(i, &set)) allowed.push_back(i);
    }
  }
  if (allowed.empty()) allowed.push_back(0);
  return allowed;
}

// Returns the processors of the NUMA node of this thread, or an empty list if it is unknown.
std::vector<int> ProcessorsNearby(const fs::path& root) {
  const int current = ::sched_getcpu();
  std::error_code ignored;
  for (const auto& node : fs::directory_iterator(root / "sys/devices/system/node", ignored)) {
    const std::optional<std::string> line = FirstLine(node.path() / "cpulist");
    if (!line) continue;
    const std::optional<std::vector<int>> processors = ParseProcessorList(*line);
    if (processors && std::ranges::find(*processors, current) != processors->end()) {
      return *processors;
    }
  }
  return {};
}

constexpr double kNoQuota = std::numeric_limits<double>::infinity();

// Reads cpu.max of control groups version 2: "quota period" or "max period".
double QuotaOfVersion2(const fs::path& folder) {
  const std::optional<std::string> line = FirstLine(folder / "cpu.max");
  double quota = 0;
  double period = 0;
  if (!line || !(std::istringstream(*line) >> quota >> period) || period <= 0) return kNoQuota;
  return quota / period;
}

double QuotaOfVersion1(const fs::path& folder) {
  const std::optional<std::string> quota = FirstLine(folder / "cpu.cfs_quota_us");
  const std::optional<std::string> period = FirstLine(folder / "cpu.cfs_period_us");
  if (!quota || !period) return kNoQuota;
  const double granted = std::atof(quota->c_str());
  const double length = std::atof(period->c_str());
  return granted > 0 && length > 0 ? granted / length : kNoQuota;
}

// Returns the minimum of the quotas of the group and its parents.
template <typename Quota>
double LeastQuota(const fs::path& mount, const std::string& group, Quota quota) {
  double least = quota(mount);
  fs::path folder = mount;
  for (const fs::path& name : fs::path(group).relative_path()) {
    folder /= name;
    least = std::min(least, quota(folder));
  }
  return least;
}

// Lines of /proc/self/cgroup are "number:controllers:group", without controllers in version 2.
double ControlGroupQuota(const fs::path& root) {
  double least = kNoQuota;
  std::ifstream groups(root / "proc/self/cgroup");
  for (std::string line; std::getline(groups, line);) {
    const std::size_t first = line.find(':');
    const std::size_t second = line.find(':', first + 1);
    if (first == std::string::npos || second == std::string::npos) continue;
    const std::string controllers = line.substr(first + 1, second - first - 1);
    const std::string group = line.substr(second + 1);
    if (controllers.empty()) {
      least = std::min(least, LeastQuota(root / "sys/fs/cgroup", group, QuotaOfVersion2));
    } else if ((',' + controllers + ',').find(",cpu,") != std::string::npos) {
      least = std::min(least, LeastQuota(root / "sys/fs/cgroup/cpu", group, QuotaOfVersion1));
    }
  }
  return least;
}

}  // namespace

std::optional<std::vector<int>> ParseProcessorList(std::string_view text) {
  std::vector<int> processors;
  const char* at = text.data();
  const char* const end = at + text.size();
  while (at != end) {
    int first = 0;
    auto parsed = std::from_chars(at, end, first);
    int last = first;
    if (parsed.ec == std::errc() && parsed.ptr != end && *parsed.ptr == '-') {
      parsed = std::from_chars(parsed.ptr + 1, end, last);
    }
    const bool ends = parsed.ptr == end || *parsed.ptr == ',' || *parsed.ptr == '\n';
    if (parsed.ec != std::errc() || !ends || first < 0 || last < first || last > 1 << 20) {
      return std::nullopt;
    }
    for (int i = first; i <= last; ++i) processors.push_back(i);
    at = parsed.ptr == end ? end : parsed.ptr + 1;
  }
  return processors;
}

std::vector<int> UsableProcessors(const fs::path& root) {
  std::vector<int> processors = AllowedProcessors();
  const std::vector<int> nearby = ProcessorsNearby(root);
  std::stable_partition(processors.begin(), processors.end(), [&](int processor) {
    return std::ranges::find(nearby, processor) != nearby.end();
  });
  return processors;
}

std::size_t UsableThreads(const fs::path& root) {
  const std::size_t allowed = AllowedProcessors().size();
  const double quota = std::ceil(ControlGroupQuota(root));
  if (!(quota < static_cast<double>(allowed))) return allowed;
  return std::max<std::size_t>(1, static_cast<std::size_t>(quota));
}

bool PinThisThread(int processor) {
  if (processor < 0 || processor >= CPU_SETSIZE) return false;
  cpu_set_t set;
  CPU_ZERO(&set);
  CPU_SET(processor, &set);
  return ::pthread_setaffinity_np(::pthread_self(), sizeof set, &set) == 0;
}

}  // namespace imrec
