// The sample data set, end to end.
#include <map>
#include <set>
#include <sstream>
#include <string>

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include <imrec/class_names.h>
#include <imrec/image_codec.h>
#include <imrec/list_file.h>

#include "tests/support/files.h"
#include "tests/support/process.h"

namespace imrec::test {
namespace {

namespace fs = std::filesystem;
using testing::Each;
using testing::HasSubstr;
using testing::SizeIs;

constexpr std::size_t kImages = 20;

class MakeShapes : public testing::Test {
 protected:
  ProcessResult Make(const std::string& name, std::vector<std::string> arguments = {}) const {
    arguments.insert(arguments.begin(), {dir_ / name, "--count", std::to_string(kImages)});
    return RunTool("make_shapes", arguments);
  }
  std::set<std::string> Ids(const std::string& set) const {
    std::istringstream lines(ReadText(dir_ / "a/ImageSets/Main" / (set + ".txt")));
    return {std::istream_iterator<std::string>(lines), {}};
  }
  // All files of a data set, joined.
  std::string Contents(const std::string& name) const {
    std::map<std::string, std::string> files;
    for (const auto& entry : fs::recursive_directory_iterator(dir_ / name)) {
      if (entry.is_regular_file()) {
        files[entry.path().lexically_relative(dir_ / name).string()] = ReadText(entry.path());
      }
    }
    EXPECT_THAT(files, SizeIs(2 * kImages + 3));
    std::string all;
    for (const auto& [path, contents] : files) all += path + '\0' + contents;
    return all;
  }

  TempDir dir_;
};

TEST_F(MakeShapes, SeedDecidesEverything) {
  for (const std::string name : {"a", "b"}) EXPECT_EQ(Make(name).exit_code, 0);
  EXPECT_EQ(Make("c", {"--seed", "2"}).exit_code, 0);
  EXPECT_EQ(Contents("a"), Contents("b"));
  EXPECT_NE(Contents("a"), Contents("c"));
}

TEST_F(MakeShapes, SetsShareOutTheImages) {
  const ProcessResult result = Make("a");
  EXPECT_THAT(result.out, HasSubstr("20 images"));
  std::set<std::string> joined = Ids("train");
  EXPECT_THAT(joined, SizeIs(16));
  joined.merge(Ids("val"));
  EXPECT_EQ(joined, Ids("trainval"));
  EXPECT_THAT(joined, SizeIs(kImages));
  for (const std::string& id : joined) {
    const auto jpeg = ReadBytes(dir_ / "a/JPEGImages" / (id + ".jpg"));
    EXPECT_EQ(AnyImageDecoder().ReadInfo(jpeg).size, (ImageSize{500, 375}));
  }
}

TEST_F(MakeShapes, AnnotationsHaveNoFault) {
  Make("a");
  const ProcessResult check = RunTool("voc2lst", {dir_ / "a", "--check", "--json"});
  EXPECT_EQ(check.exit_code, 0) << check.err;
  const auto report = nlohmann::json::parse(check.out);
  EXPECT_EQ(report["images"], kImages);
  EXPECT_EQ(report["boxes_from_zero"], 0);
  EXPECT_THAT(report["classes"], SizeIs(6));
  const ProcessResult list = RunTool(
      "voc2lst",
      {dir_ / "a", "--object-fields", "difficult,truncated,occluded", "-o", dir_ / "a.lst"});
  EXPECT_EQ(list.exit_code, 0) << list.err;
  EXPECT_THAT(ReadClassNames(dir_ / "a.classes.txt"),
              testing::ElementsAre("circle", "cross", "ring", "square", "star", "triangle"));
}

// Circles and rings are as wide as high where nothing cuts them.
TEST_F(MakeShapes, BoxesAreTight) {
  Make("a", {"--seed", "3"});
  RunTool("voc2lst", {dir_ / "a", "--object-fields", "truncated,occluded", "-o", dir_ / "a.lst"});
  std::vector<float> differences;
  for (const ListEntry& entry : ReadListFile(dir_ / "a.lst").entries) {
    for (std::size_t i = 2; i + 7 <= entry.labels.size(); i += 7) {
      const float* object = &entry.labels[i];
      const bool whole = object[5] == 0 && object[6] == 0;
      if (!whole || (object[0] != 0 && object[0] != 2)) continue;  // circles and rings
      differences.push_back((object[3] - object[1]) * 500 - (object[4] - object[2]) * 375);
    }
  }
  EXPECT_GE(differences.size(), 5U);
  EXPECT_THAT(differences, Each(testing::FloatNear(0, 1.5)));
}

TEST_F(MakeShapes, TheSampleReaderReadsThem) {
  Make("a");
  RunTool("voc2lst", {dir_ / "a", "-o", dir_ / "a.lst"});
  RunTool("im2rec", {dir_ / "a", dir_ / "a", "--pass-through", "--pack-label"});
  const ProcessResult result = RunTool("read_batches", {dir_ / "a.rec", "2"});
  EXPECT_EQ(result.exit_code, 0) << result.err;
  EXPECT_THAT(result.out, HasSubstr("epoch 1: 20 samples"));
  EXPECT_EQ(RunTool("read_batches", {dir_ / "nothing.rec"}).exit_code, 1);
}

TEST_F(MakeShapes, WrongUse) {
  WriteFile(dir_ / "a/precious.txt", "mine");
  const ProcessResult result = Make("a");
  EXPECT_EQ(result.exit_code, 2);
  EXPECT_THAT(result.err, HasSubstr("not empty"));
  EXPECT_EQ(RunTool("make_shapes", {}).exit_code, 2);
  EXPECT_EQ(Make("b", {"--count", "0"}).exit_code, 2);
}

}  // namespace
}  // namespace imrec::test
