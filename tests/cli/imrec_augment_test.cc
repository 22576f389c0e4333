// imrec augment, and recipe files in the place of presets, end to end.
#include <string>

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include "tests/support/detection_set.h"
#include "tests/support/files.h"
#include "tests/support/process.h"

namespace imrec::test {
namespace {

using testing::AllOf;
using testing::HasSubstr;

TEST(ImrecAugment, ListNamesThePresets) {
  const ProcessResult result = RunTool("imrec", {"augment", "list"});
  EXPECT_EQ(result.exit_code, 0) << result.err;
  EXPECT_THAT(result.out, AllOf(HasSubstr("ssd300 "), HasSubstr("\nmxnet-ssd "),
                                HasSubstr("\nimagenet-eval ")));
}

TEST(ImrecAugment, WhatIsShownCanBeEditedAndGivenBack) {
  const TempDir dir;
  WriteDetectionSet(dir / "set.rec", 12);
  const auto digest = [&](const std::string& recipe) -> std::string {
    const ProcessResult result =
        RunTool("imrec", {"bench", dir / "set.rec", "--preset", recipe, "--epochs", "1", "--digest",
                          "--batch-size", "4", "--json"});
    EXPECT_EQ(result.exit_code, 0) << result.err;
    return nlohmann::json::parse(result.out)["digest"];
  };
  std::string text = RunTool("imrec", {"augment", "show", "ssd300"}).out;
  WriteFile(dir / "mine.prototxt", text);
  EXPECT_EQ(digest(dir / "mine.prototxt"), digest("ssd300"));
  EXPECT_EQ(RunTool("imrec", {"augment", "show", dir / "mine.prototxt"}).out, text);

  const std::size_t mirror = text.find("mirror_prob: 0.5");
  ASSERT_NE(mirror, std::string::npos);
  WriteFile(dir / "mine.prototxt", text.replace(mirror, 16, "mirror_prob: 1.0"));
  EXPECT_NE(digest(dir / "mine.prototxt"), digest("ssd300"));
}

TEST(ImrecAugment, MistakesAreNamedByFileAndLine) {
  const TempDir dir;
  WriteFile(dir / "mine.prototxt", "batch_sampler {\n  max_trails: 3\n}\n");
  const ProcessResult result = RunTool("imrec", {"augment", "show", dir / "mine.prototxt"});
  EXPECT_EQ(result.exit_code, 2);
  EXPECT_THAT(result.err, HasSubstr((dir / "mine.prototxt").string() + ":2: "));
  const ProcessResult unknown = RunTool("imrec", {"augment", "show", "ssd"});
  EXPECT_EQ(unknown.exit_code, 2);
  EXPECT_THAT(unknown.err,
              AllOf(HasSubstr("ssd300"), HasSubstr("there is no file of this name either")));
}

}  // namespace
}  // namespace imrec::test
