// A cache on a file system without locks. Part of a program that replaces flock().
#include <sys/stat.h>

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
    BlockClaim first{.file = file, .temporary = {}, .descriptor = {}};
    BlockClaim second{.file = file, .temporary = {}, .descriptor = {}};
    EXPECT_EQ(LockBlock(first), 0);
    EXPECT_EQ(LockBlock(second), 0);
    EXPECT_EQ(WriteBlock(first, bytes), 0);
    std::optional<BlockIdentity> checked;
    const std::optional<FileDescriptor> block =
        OpenBlock(BlockPath(*file, 0), HeaderOf(*file, 0), checked);
    ASSERT_TRUE(block);
    // A block that another process reads does not change.
    EXPECT_EQ(WriteBlock(second, bytes), 0);
    struct stat status = {};
    ASSERT_EQ(::fstat(block->get(), &status), 0);
    EXPECT_EQ(static_cast<std::size_t>(status.st_size), kBlockHeaderBytes + bytes.size());
    EXPECT_TRUE(OpenBlock(BlockPath(*file, 0), HeaderOf(*file, 0), checked = {}));
  }
}

}  // namespace
}  // namespace imrec::remote
