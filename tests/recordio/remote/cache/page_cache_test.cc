// Which ranges are in memory.
#include "recordio/remote/cache/page_cache.h"

#include <map>
#include <memory>
#include <random>
#include <utility>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace imrec::remote {
namespace {

using Pages = std::pair<std::uint64_t, std::uint64_t>;

class PageCacheTest : public testing::Test {
 protected:
  std::shared_ptr<Fetch> Add(PageCache& cache, std::uint64_t begin, std::uint64_t end,
                             std::uint64_t max_pages = 1000) {
    return cache.Add(file_, begin, end, max_pages, [&](std::uint64_t from, std::uint64_t to) {
      started_.emplace_back(from, to);
      return std::make_shared<Fetch>(FetchRequest{.object = nullptr, .offset = from, .length = 1});
    });
  }
  bool Has(const PageCache& cache, std::uint64_t page) const {
    return cache.Find({.file = file_, .page = page}) != nullptr;
  }
  std::vector<Pages> Started() { return std::exchange(started_, {}); }

  std::uint64_t file_ = 0;
  std::vector<Pages> started_;
};

TEST_F(PageCacheTest, StartsOnlyWhatIsAbsent) {
  PageCache cache(1000 * PageCache::kPageBytes);
  file_ = cache.NewFile();
  Add(cache, 4, 6);
  EXPECT_THAT(Started(), testing::ElementsAre(Pages{4, 6}));
  Add(cache, 2, 9);
  EXPECT_THAT(Started(), testing::ElementsAre(Pages{2, 4}, Pages{6, 9}));
  Add(cache, 2, 9);
  EXPECT_THAT(Started(), testing::ElementsAre());
  Add(cache, 20, 27, 3);
  EXPECT_THAT(Started(), testing::ElementsAre(Pages{20, 23}, Pages{23, 26}, Pages{26, 27}));
  file_ = cache.NewFile();
  EXPECT_FALSE(Has(cache, 4));
}

TEST_F(PageCacheTest, RangesThatAreAskedForAgainStay) {
  PageCache cache(10 * PageCache::kPageBytes);
  Add(cache, 0, 4);
  Add(cache, 10, 14);
  Add(cache, 3, 5);  // the record that begins in the last page of the first range
  Add(cache, 20, 24);
  EXPECT_TRUE(Has(cache, 3));
  EXPECT_TRUE(Has(cache, 4));
  EXPECT_FALSE(Has(cache, 10));
}

TEST_F(PageCacheTest, DropsTheOldestRanges) {
  PageCache cache(10 * PageCache::kPageBytes);
  Add(cache, 0, 4);
  Add(cache, 10, 14);
  EXPECT_TRUE(Has(cache, 0));
  Add(cache, 20, 24);
  EXPECT_FALSE(Has(cache, 0));
  EXPECT_TRUE(Has(cache, 10));
  EXPECT_TRUE(Has(cache, 23));
}

TEST_F(PageCacheTest, ReturnsTheFirstFetchThoughThereIsNoRoomForIt) {
  PageCache cache(2 * PageCache::kPageBytes);
  const std::shared_ptr<Fetch> first = Add(cache, 0, 9, 3);
  ASSERT_TRUE(first);
  EXPECT_EQ(first->request().offset, 0U);
  EXPECT_FALSE(Has(cache, 0));
  EXPECT_TRUE(Has(cache, 8));
  EXPECT_EQ(Add(cache, 5, 5), nullptr);
}

TEST_F(PageCacheTest, AReplacedRangeDoesNotTakeItsSuccessorAway) {
  PageCache cache(12 * PageCache::kPageBytes);
  Add(cache, 0, 4);
  const auto block = std::make_shared<Fetch>(FetchRequest{.object = nullptr});
  cache.Replace(file_, 0, 8, block);
  EXPECT_EQ(cache.Find({.file = file_, .page = 1}), block);
  Add(cache, 20, 24);  // drops the first range, whose pages belong to the second
  EXPECT_EQ(cache.Find({.file = file_, .page = 1}), block);
}

TEST_F(PageCacheTest, ADroppedFetchIsStartedAgain) {
  PageCache cache(10 * PageCache::kPageBytes);
  cache.Drop(file_, Add(cache, 0, 4));
  EXPECT_FALSE(Has(cache, 0));
  Started();
  Add(cache, 0, 4);
  EXPECT_THAT(Started(), testing::ElementsAre(Pages{0, 4}));
}

TEST_F(PageCacheTest, BlocksTakeThePagesOfSeveralRanges) {
  PageCache cache(1000 * PageCache::kPageBytes);
  const std::shared_ptr<Fetch> before = Add(cache, 0, 4);
  const std::shared_ptr<Fetch> around = Add(cache, 6, 20);
  const auto block = std::make_shared<Fetch>(FetchRequest{.object = nullptr});
  cache.Replace(file_, 2, 12, block);
  const auto small = std::make_shared<Fetch>(FetchRequest{.object = nullptr});
  cache.Replace(file_, 14, 16, small);
  const auto at = [&](std::uint64_t page) { return cache.Find({.file = file_, .page = page}); };
  for (std::uint64_t page = 0; page < 22; ++page) {
    const std::shared_ptr<Fetch> expected = page < 2                   ? before
                                            : page < 12                ? block
                                            : page == 14 || page == 15 ? small
                                            : page < 20                ? around
                                                                       : nullptr;
    EXPECT_EQ(at(page), expected) << page;
  }
  cache.Drop(file_, around);
  EXPECT_EQ(at(13), nullptr);
  EXPECT_EQ(at(11), block);
  EXPECT_EQ(at(15), small);
  EXPECT_EQ(at(19), nullptr);
  Started();
  Add(cache, 0, 18);
  EXPECT_THAT(Started(), testing::ElementsAre(Pages{12, 14}, Pages{16, 18}));
}

// A page belongs to the range that had it last, unless that was dropped.
TEST_F(PageCacheTest, AgreesWithAMapOfPages) {
  std::minstd_rand random(7);
  PageCache cache(1'000'000 * PageCache::kPageBytes);
  std::map<std::uint64_t, std::shared_ptr<Fetch>> pages;
  std::vector<std::shared_ptr<Fetch>> all;
  for (int round = 0; round < 2'000; ++round) {
    const std::uint64_t begin = random() % 200;
    const std::uint64_t end = begin + 1 + random() % 30;
    switch (random() % 3) {
      case 0:
        cache.Add(file_, begin, end, 1 + random() % 9, [&](std::uint64_t from, std::uint64_t to) {
          auto fetch = std::make_shared<Fetch>(FetchRequest{.object = nullptr});
          for (std::uint64_t page = from; page < to; ++page) {
            EXPECT_FALSE(pages.contains(page));
            pages[page] = fetch;
          }
          all.push_back(fetch);
          return fetch;
        });
        break;
      case 1:
        all.push_back(std::make_shared<Fetch>(FetchRequest{.object = nullptr}));
        cache.Replace(file_, begin, end, all.back());
        for (std::uint64_t page = begin; page < end; ++page) pages[page] = all.back();
        break;
      default:
        if (all.empty()) break;
        const std::shared_ptr<Fetch> dropped = all[random() % all.size()];
        cache.Drop(file_, dropped);
        std::erase_if(pages, [&](const auto& page) { return page.second == dropped; });
    }
    for (std::uint64_t page = 0; page < 232; ++page) {
      const auto expected = pages.find(page);
      ASSERT_EQ(cache.Find({.file = file_, .page = page}),
                expected == pages.end() ? nullptr : expected->second)
          << "round " << round << ", page " << page;
    }
  }
}

}  // namespace
}  // namespace imrec::remote
