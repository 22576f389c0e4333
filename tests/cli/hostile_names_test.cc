// Class names from a data set end up in pages, JSON, XML and YAML as text, and no file is written
// outside the folder that a command names.
#include <filesystem>
#include <string>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include <imrec/class_names.h>
#include <imrec/list_file.h>

#include "tests/support/files.h"
#include "tests/support/process.h"

namespace imrec::test {
namespace {

namespace fs = std::filesystem;
using testing::Contains;
using testing::HasSubstr;
using testing::Not;

// Each would end the text that it is in, or lead out of a folder, if it were not escaped.
const std::vector<std::string> kNames = {R"(</script><script>alert("1")</script>)",
                                         R"("]}, "x": [")",
                                         "../../../outside",
                                         "/tmp/outside",
                                         "</name><name>dog",
                                         "a: {b: *c} # d",
                                         "&amp;<!-- -->"};

class HostileNames : public testing::Test {
 protected:
  void SetUp() override {
    std::string list;
    for (std::size_t i = 0; i < kNames.size(); ++i) {
      const std::string file = std::to_string(i) + ".jpg";
      WriteFile(dir_ / "im" / file, MakeJpeg({40, 30}, static_cast<int>(i)));
      AppendListLine({.index = i,
                      .labels = {2, 5, static_cast<float>(i), 0.1F, 0.1F, 0.5F, 0.5F},
                      .path = file},
                     LabelFormat::kShortest, list);
    }
    WriteFile(dir_ / "set.lst", list);
    WriteClassNames(dir_ / "set.classes.txt", kNames);
    const ProcessResult result =
        RunTool("im2rec", {dir_ / "set.lst", dir_ / "im", "--pass-through", "--pack-label"});
    ASSERT_EQ(result.exit_code, 0) << result.err;
  }

  ProcessResult Imrec(const std::vector<std::string>& arguments) const {
    ProcessResult result = RunTool("imrec", arguments);
    EXPECT_EQ(result.exit_code, 0) << result.err;
    return result;
  }

  const TempDir dir_;
};

TEST_F(HostileNames, AreTextInThePageOfStatistics) {
  Imrec({"stats", dir_ / "set.rec", "-o", dir_ / "stats.html"});
  const std::string page = ReadText(dir_ / "stats.html");
  EXPECT_THAT(page, HasSubstr("&lt;/script&gt;&lt;script&gt;alert(&quot;1&quot;)"));
  EXPECT_THAT(page, Not(HasSubstr("<script")));
  EXPECT_THAT(page, Not(HasSubstr("<!--")));
  EXPECT_THAT(page, HasSubstr("&amp;amp;&lt;!-- --&gt;"));
}

TEST_F(HostileNames, AreTextInJson) {
  const auto info = nlohmann::json::parse(Imrec({"info", dir_ / "set.rec", "--json"}).out);
  const std::string text = info.dump();
  for (const std::string& name : kNames) {
    EXPECT_THAT(text, HasSubstr(nlohmann::json(name).dump()));
  }
}

TEST_F(HostileNames, AreTextInCoco) {
  Imrec({"extract", dir_ / "set.rec", "-o", dir_ / "coco", "--coco"});
  const auto coco = nlohmann::json::parse(ReadText(dir_ / "coco/instances.json"));
  std::vector<std::string> names;
  for (const auto& category : coco["categories"]) names.push_back(category["name"]);
  EXPECT_EQ(names, kNames);
}

// What is written is read again by voc2lst, with the same names.
TEST_F(HostileNames, AreTextInVocAndYolo) {
  for (const std::string format : {"voc", "yolo"}) {
    SCOPED_TRACE(format);
    Imrec({"extract", dir_ / "set.rec", "-o", dir_ / format, "--" + format});
    const fs::path list = dir_ / (format + ".lst");
    const ProcessResult read = RunTool("voc2lst", {"--from", format, dir_ / format, "-o", list});
    ASSERT_EQ(read.exit_code, 0) << read.err;
    const std::vector<std::string> names = ReadClassNames(ClassNamesPathFor(list));
    EXPECT_EQ(names.size(), kNames.size());
    for (const std::string& name : kNames) EXPECT_THAT(names, Contains(name));
  }
}

TEST_F(HostileNames, NoFileIsWrittenThroughALinkInTheFolder) {
  fs::create_directory(dir_ / "outside");
  for (const std::string format : {"voc", "coco", "yolo"}) {
    SCOPED_TRACE(format);
    const std::string images = format == "voc"    ? "JPEGImages"
                               : format == "coco" ? "images"
                                                  : "labels";
    fs::create_directory(dir_ / format);
    fs::create_directory_symlink(dir_ / "outside", dir_ / format / images);
    const ProcessResult result = RunTool(
        "imrec", {"extract", dir_ / "set.rec", "-o", dir_ / format, "--" + format, "--force"});
    EXPECT_EQ(result.exit_code, 2);
    EXPECT_THAT(result.err, HasSubstr("is a symbolic link"));
    EXPECT_TRUE(fs::is_empty(dir_ / "outside"));
  }
}

}  // namespace
}  // namespace imrec::test
