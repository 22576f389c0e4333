// A cache on a file system without locks. Part of a program that replaces flock().
#include <cerrno>
#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "recordio/remote/cache/block_claim.h"
#include "tests/support/failpoints.h"
#include "tests/support/files.h"

namespace imrec::remote {
namespace {

TEST(UnlockedCache, BlocksAreStored) {
  const test::TempDir dir;
  const std::vector<std::byte> bytes(10'000, std::byte{7});
  for (const int error : {ENOLCK, ENOSYS, EOPNOTSUPP}) {
    const auto file = std::make_shared<CachedFile>();
    file->name = "https://host/file" + std::to_string(error);
    file->version = {.size = bytes.size(), .etag = "\"1\""};
    file->folder = BlockFolder(dir.path(), file->name, file->version);
    file->blocks.resize(1);
    const test::ArmedFailPoint point({.error = error, .function = "flock"});
    BlockClaim claim{.file = file, .temporary = {}, .descriptor = {}};
    EXPECT_EQ(LockBlock(claim), 0);
    EXPECT_EQ(WriteBlock(claim, bytes), 0);
    std::optional<BlockIdentity> checked;
    EXPECT_TRUE(OpenBlock(BlockPath(*file, 0), HeaderOf(*file, 0), checked));
  }
}

}  // namespace
}  // namespace imrec::remote
