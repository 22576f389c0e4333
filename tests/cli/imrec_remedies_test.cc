// The commands that `imrec doctor` prints can be run as they are.
#include <string>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include <imrec/record_shard.h>

#include "tests/cli/imrec_tool_test.h"
#include "tests/support/labelled_set.h"
#include "tests/support/make_identity_set.h"

namespace imrec::test {
namespace {

using testing::AllOf;
using testing::HasSubstr;

class ImrecRemedies : public ImrecToolTest {
 protected:
  // Returns doctor's advice whose name starts like this, whatever it gains.
  std::string Remedy(const std::string& set, const std::string& name,
                     const std::vector<std::string>& options = {}) const {
    std::vector<std::string> arguments = {"doctor", set, "--seconds", "0.05"};
    arguments.insert(arguments.end(), options.begin(), options.end());
    std::string command;
    const nlohmann::json report = Json(arguments);
    for (const nlohmann::json& remedy : report["remedies"]) {
      if (remedy["name"].get<std::string>().starts_with(name)) command = remedy["how"];
    }
    EXPECT_NE(command, "") << report;
    return command;
  }
  void RunInShell(const std::string& command) const {
    const ProcessResult result =
        RunProgram("sh", {"-c", "set -e; PATH=" IMREC_TOOL_DIR ":$PATH; " + command});
    EXPECT_EQ(result.exit_code, 0) << command << '\n' << result.err;
  }
  static std::vector<std::vector<float>> LabelsOf(const std::string& path) {
    const RecordShard set(path);
    std::vector<std::vector<float>> all(set.size());
    std::vector<std::byte> scratch;
    for (std::uint64_t i = 0; i < set.size(); ++i) set.ReadLabels(i, scratch, all[i]);
    return all;
  }
  // Large images, in a list with boxes that im2rec packs.
  void Pack() const {
    std::string list;
    for (int i = 0; i < 4; ++i) {
      const std::string name = "a b" + std::to_string(i) + ".jpg";
      WriteFile(dir_ / ("im/" + name), MakeJpeg({.width = 900, .height = 800}, i));
      list += std::to_string(i) + "\t2\t6\t1\t.1\t.1\t.5\t.5\t0\t" + name + '\n';
    }
    WriteFile(dir_ / "my set.lst", list);
    const ProcessResult packed =
        RunTool("im2rec", {Path("my set.lst"), Path("im"), "--pass-through", "--pack-label"});
    ASSERT_EQ(packed.exit_code, 0) << packed.err;
  }
};

TEST_F(ImrecRemedies, TheListIsPackedAnewWithItsLabels) {
  Pack();
  const std::string before = ReadText(dir_ / "my set.rec");
  const std::string command = Remedy(Path("my set.rec"), "images packed with");
  EXPECT_THAT(command, AllOf(testing::StartsWith("im2rec "), HasSubstr("my set.lst"),
                             HasSubstr("--pack-label"), HasSubstr("my set-small")));
  RunInShell(command);
  EXPECT_EQ(ReadText(dir_ / "my set.rec"), before);
  EXPECT_EQ(LabelsOf(Path("my set-small.rec")), LabelsOf(Path("my set.rec")));
  // Now that name is taken.
  EXPECT_THAT(Remedy(Path("my set.rec"), "images packed with"), HasSubstr("my set-small2"));
}

TEST_F(ImrecRemedies, WithoutItsListTheSetIsExtracted) {
  Pack();
  std::filesystem::remove(dir_ / "my set.lst");
  const std::string command = Remedy(Path("my set.rec"), "raw pixels");
  EXPECT_THAT(command, AllOf(testing::StartsWith("imrec extract "), HasSubstr(" && im2rec ")));
  RunInShell(command);
  EXPECT_EQ(LabelsOf(Path("my set-raw.rec")), LabelsOf(Path("my set.rec")));
}

TEST_F(ImrecRemedies, ConvertWritesANewSet) {
  Pack();
  const std::string command = Remedy(Path("my set.rec"), "JPEGs converted to crop-ready");
  EXPECT_THAT(command, AllOf(testing::StartsWith("imrec convert "), HasSubstr("my set-fast")));
  RunInShell(command);
  EXPECT_EQ(LabelsOf(Path("my set-fast.rec")), LabelsOf(Path("my set.rec")));
}

TEST_F(ImrecRemedies, IdentitySetsStaySuch) {
  WriteIdentitySet(dir_ / "faces.rec", {2, 1, 3});
  RunInShell(Remedy(Path("faces.rec"), "raw pixels"));
  EXPECT_TRUE(RecordShard(Path("faces-raw.rec")).identities().has_value());
}

TEST_F(ImrecRemedies, ClassNamesThatWereTypedStay) {
  WriteLabelledSet(dir_ / "cls.rec", {{0}, {1}, {0}}, {.width = 400, .height = 300});
  WriteFile(dir_ / "names.txt", "ant\nbee\n");
  RunInShell(
      Remedy(Path("cls.rec"), "JPEGs converted to crop-ready", {"--classes", Path("names.txt")}));
  EXPECT_EQ(ReadText(dir_ / "cls-fast.classes.txt"), "ant\nbee\n");
}

}  // namespace
}  // namespace imrec::test
