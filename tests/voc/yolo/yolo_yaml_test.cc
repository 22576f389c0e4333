#include "voc/yolo/yolo_yaml.h"

#include <string>
#include <utility>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <imrec/error.h>

#include "tests/support/files.h"

namespace imrec {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::SizeIs;

class YoloYamlTest : public testing::Test {
 protected:
  YoloYaml Read(const std::string& text) const {
    test::WriteFile(dir_ / "data.yaml", text);
    return ReadYoloYaml(dir_ / "data.yaml");
  }
  static std::vector<std::string> NamesOf(const YoloYaml& yaml) {
    VocProblems problems;
    return yaml.names.Classes("data.yaml", problems);
  }
  std::string Reason(const std::string& text) const {
    try {
      Read(text);
    } catch (const Error& error) {
      return error.what();
    }
    return "no error";
  }

  test::TempDir dir_;
};

TEST_F(YoloYamlTest, NamesAreAListOrAMap) {
  for (const std::string names :
       {"names: [cat, 'hot dog', no]", "names:\n- cat\n- hot dog\n- no",
        "names:\n  2: no\n  0: cat\n  1: hot dog", "names: {'0': cat, '1': hot dog, '2': no}"}) {
    EXPECT_THAT(NamesOf(Read("train: t\nval: v\n" + names)), ElementsAre("cat", "hot dog", "no"));
  }
  EXPECT_THAT(NamesOf(Read("train: t\nnc: 3\n")), ElementsAre("class_0", "class_1", "class_2"));
}

TEST_F(YoloYamlTest, SplitsAreAPathOrAList) {
  const YoloYaml yaml = Read(
      "path: ../set\n"
      "test:\n"
      "validation: images/val\n"
      "train: [a, b.txt]\n"
      "names: [cat]\n"
      "kpt_shape: [17, 3]\n"
      "download: |\n  import os\n"
      "roboflow:\n  workspace: w\n");
  EXPECT_EQ(yaml.root->path, "../set");
  ASSERT_THAT(yaml.splits, SizeIs(2));
  EXPECT_EQ(yaml.splits[0].name, "train");
  ASSERT_THAT(yaml.splits[0].paths, SizeIs(2));
  EXPECT_EQ(yaml.splits[0].paths[1].path, "b.txt");
  EXPECT_TRUE(yaml.splits[0].paths[1].in_list);
  EXPECT_EQ(yaml.splits[1].name, "val");
  EXPECT_EQ(yaml.splits[1].paths[0].line, 3U);
  EXPECT_EQ(yaml.key_points.count, 17U);
  EXPECT_EQ(yaml.key_points.values, 3U);
}

TEST_F(YoloYamlTest, ValidationHasThreeNames) {
  for (const std::string key : {"val", "valid", "validation"}) {
    const YoloYaml yaml = Read("names: [cat]\n" + key + ": images/v\n");
    ASSERT_THAT(yaml.splits, SizeIs(1)) << key;
    EXPECT_EQ(yaml.splits[0].name, "val");
  }
}

TEST_F(YoloYamlTest, FaultsAreNamedByLine) {
  for (const auto& [text, told] :
       {std::pair("train: t\nnames: [a, b]\nnc: 3\n", ":3: nc is 3, but there are 2 names"),
        std::pair("names:\n  0: a\n  2: b\n", ":2: names go up to class 2, but there are 2"),
        std::pair("names:\n  0: a\n  '0': b\n", ":3: class 0 has two names"),
        std::pair("names:\n  zero: a\n", ":2: a key of names is 'zero'; expected a whole number"),
        std::pair("train: t\nnames: [a]\ntrain: u\n", ":3: the key 'train' occurs before"),
        std::pair("names: 12\n", ":1: names must be a list, or a map"),
        std::pair("names: [[a]]\n", ":1: a name must be a text"),
        std::pair("train: {a: b}\n", ":1: train must be a path or a list"),
        std::pair("nc: 3000000000\n", ":1: nc is '3000000000'"),
        std::pair("kpt_shape: [17, 4]\n", ":1: kpt_shape must be [number, 2 or 3]"),
        std::pair("a: [1, 2\nb: 3\n", "not well-formed YAML"),
        std::pair("- a\n- b\n", "expected keys such as train"),
        std::pair("", "expected keys such as train")}) {
    EXPECT_THAT(Reason(text), HasSubstr(told)) << text;
  }
}

// Aliases make a small text of many values; each is visited once.
TEST_F(YoloYamlTest, ABombIsHarmless) {
  std::string text = "a: &a [x, x, x, x, x, x, x, x, x]\n";
  for (char c = 'b'; c < 'k'; ++c) {
    const std::string before(1, static_cast<char>(c - 1));
    text += std::string(1, c) + ": &" + c + " [*" + before;
    for (int i = 0; i < 8; ++i) text += ", *" + before;
    text += "]\n";
  }
  EXPECT_THAT(Reason(text + "train: t\nnames: *j\n"), HasSubstr("a name must be a text"));
  EXPECT_THAT(Reason("names: " + std::string(100'000, '[')), HasSubstr(":1: nested too deeply"));
}

}  // namespace
}  // namespace imrec
