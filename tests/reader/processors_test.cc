#include "reader/processors.h"

#include <sched.h>

#include <algorithm>
#include <string>
#include <thread>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/support/files.h"

namespace imrec {
namespace {

using test::TempDir;
using test::WriteFile;

TEST(ProcessorList, IsRead) {
  EXPECT_THAT(*ParseProcessorList("0-3,8,10-11\n"), testing::ElementsAre(0, 1, 2, 3, 8, 10, 11));
  EXPECT_THAT(*ParseProcessorList(""), testing::IsEmpty());
  for (const char* bad : {"x", "1-", "3-1", "1;2", "-1"}) {
    EXPECT_FALSE(ParseProcessorList(bad).has_value()) << bad;
  }
}

TEST(UsableThreads, WithoutGroupsIsTheAffinityMask) {
  const TempDir root;
  EXPECT_EQ(UsableThreads(root.path()), UsableProcessors(root.path()).size());
}

TEST(UsableThreads, IsBoundByTheQuotaOfAnyGroupAbove) {
  const TempDir root;
  WriteFile(root / "proc/self/cgroup", "0::/pod/box\n");
  WriteFile(root / "sys/fs/cgroup/pod/cpu.max", "max 100000\n");
  WriteFile(root / "sys/fs/cgroup/pod/box/cpu.max", "50000 100000\n");
  EXPECT_EQ(UsableThreads(root.path()), 1U);
  WriteFile(root / "sys/fs/cgroup/pod/box/cpu.max", "max 100000\n");
  EXPECT_EQ(UsableThreads(root.path()), UsableProcessors().size());
  WriteFile(root / "sys/fs/cgroup/pod/cpu.max", "10000 100000\n");
  EXPECT_EQ(UsableThreads(root.path()), 1U);
}

TEST(UsableThreads, RoundsQuotasUp) {
  if (UsableProcessors().size() < 2) GTEST_SKIP() << "one processor";
  const TempDir root;
  WriteFile(root / "proc/self/cgroup", "0::/\n");
  WriteFile(root / "sys/fs/cgroup/cpu.max", "150000 100000\n");
  EXPECT_EQ(UsableThreads(root.path()), 2U);
}

TEST(UsableThreads, KnowsGroupsOfVersion1) {
  const TempDir root;
  WriteFile(root / "proc/self/cgroup", "5:memory:/a\n4:cpu,cpuacct:/a\n");
  WriteFile(root / "sys/fs/cgroup/cpu/a/cpu.cfs_quota_us", "100000\n");
  WriteFile(root / "sys/fs/cgroup/cpu/a/cpu.cfs_period_us", "100000\n");
  EXPECT_EQ(UsableThreads(root.path()), 1U);
  WriteFile(root / "sys/fs/cgroup/cpu/a/cpu.cfs_quota_us", "-1\n");
  EXPECT_EQ(UsableThreads(root.path()), UsableProcessors().size());
}

TEST(UsableProcessors, ThoseOfTheCallersNodeComeFirst) {
  const std::vector<int> all = UsableProcessors();
  if (all.size() < 2) GTEST_SKIP() << "one processor";
  const TempDir root;
  std::vector<int> ordered;
  std::thread([&] {
    PinThisThread(all.back());
    // The mask holds one processor now, so the order is seen from a thread that has all.
    WriteFile(root / "sys/devices/system/node/node0/cpulist", std::to_string(all.back()) + "\n");
    cpu_set_t set;
    CPU_ZERO(&set);
    for (const int processor : all) CPU_SET(processor, &set);
    const int before = ::sched_getcpu();
    ::sched_setaffinity(0, sizeof set, &set);
    ordered = UsableProcessors(root.path());
    if (::sched_getcpu() != before) ordered.clear();  // it moved meanwhile
  }).join();
  if (ordered.empty()) GTEST_SKIP() << "the thread was moved";
  EXPECT_EQ(ordered.front(), all.back());
  EXPECT_THAT(ordered, testing::UnorderedElementsAreArray(all));
}

}  // namespace
}  // namespace imrec
