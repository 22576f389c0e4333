#include "im2rec/pack/skip_memory.h"

#include <gtest/gtest.h>

namespace imrec::test {
namespace {

TEST(SkipMemory, FindsWhatWasNoted) {
  const SkippedLine line{.line = 12, .index = 7, .path = "a b.jpg", .reason = "cannot open: 3 no"};
  const SkipMemory memory({SkipMemory::NoteOf(line), "no note of ours", "13"});
  ASSERT_NE(memory.Find(12), nullptr);
  EXPECT_EQ(*memory.Find(12), line.reason);
  EXPECT_EQ(memory.Find(13), nullptr);
  EXPECT_EQ(memory.Find(7), nullptr);
  EXPECT_EQ(SkipMemory().Find(12), nullptr);
}

}  // namespace
}  // namespace imrec::test
