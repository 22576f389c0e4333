// The size of a cache. What it stores is tested with readers.
#include "recordio/remote/cache/disk_cache.h"

#include <gtest/gtest.h>

namespace imrec::remote {
namespace {

TEST(DiskCache, TheDefaultSizeDoesNotDependOnWhatIsStored) {
  EXPECT_EQ(DefaultCacheBytes(0, 1'000), 500U);
  EXPECT_EQ(DefaultCacheBytes(300, 700), 500U);
}

}  // namespace
}  // namespace imrec::remote
