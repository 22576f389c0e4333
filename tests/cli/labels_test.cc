// Labels that are at fault, from the list to the reader: each tool names them, none takes others in
// their place.
#include <string>

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include "tests/support/files.h"
#include "tests/support/process.h"

namespace imrec::test {
namespace {

using testing::AllOf;
using testing::HasSubstr;
using testing::Not;

class LabelFaults : public testing::Test {
 protected:
  LabelFaults() { WriteFile(dir_ / "im/a.jpg", MakeJpeg({24, 16})); }

  // Packs a list whose lines have these labels, TABs in between.
  ProcessResult Pack(const std::vector<std::string>& labels,
                     const std::vector<std::string>& options = {"--pack-label"}) const {
    std::string list;
    for (std::size_t i = 0; i < labels.size(); ++i) {
      list += std::to_string(i) + '\t' + labels[i] + "\ta.jpg\n";
    }
    WriteFile(dir_ / "a.lst", list);
    std::vector<std::string> arguments = {dir_ / "a.lst", dir_ / "im", "--pass-through"};
    arguments.insert(arguments.end(), options.begin(), options.end());
    return RunTool("im2rec", arguments);
  }
  std::string Rec() const { return dir_ / "a.rec"; }
  ProcessResult Verify() const { return RunTool("imrec", {"verify", Rec()}); }

  TempDir dir_;
};

constexpr const char* kGood = "2\t6\t0\t.1\t.1\t.5\t.5\t0";
constexpr const char* kPixels = "2\t6\t0\t10\t10\t50\t30\t0";

// Row verify-all-labels-bad.
TEST_F(LabelFaults, BoxesInPixelsAreNamedByAllTools) {
  const ProcessResult packing = Pack({kPixels, kPixels, kPixels});
  EXPECT_EQ(packing.exit_code, 1);
  EXPECT_THAT(packing.err, AllOf(HasSubstr("a.lst:2: label of a.jpg: object 1: its box looks like "
                                           "pixels"),
                                 HasSubstr("the boxes of 3 lines look like pixels")));
  const ProcessResult verify = Verify();
  EXPECT_EQ(verify.exit_code, 1);
  EXPECT_THAT(verify.out, AllOf(HasSubstr("record 0"), HasSubstr("record 1"), HasSubstr("record 2"),
                                HasSubstr("the boxes of 3 records look like pixels")));
  const ProcessResult bench = RunTool("imrec", {"bench", Rec(), "--epochs", "1"});
  EXPECT_EQ(bench.exit_code, 2);
  EXPECT_THAT(bench.err, HasSubstr("looks like pixels"));
}

// Row one-short-label.
TEST_F(LabelFaults, OneShortLabelIsADamagedRecordOfADetectionSet) {
  std::vector<std::string> labels(19, kGood);
  labels.insert(labels.begin() + 3, "2\t6\t1\t.1\t.1\t.5");
  const ProcessResult packing = Pack(labels);
  EXPECT_EQ(packing.exit_code, 1);
  EXPECT_THAT(packing.err, HasSubstr("a.lst:4: label of a.jpg: 6 values do not divide"));
  const ProcessResult verify = Verify();
  EXPECT_EQ(verify.exit_code, 1);
  EXPECT_THAT(verify.out, AllOf(HasSubstr("record 3"), HasSubstr("1 damaged")));
  const ProcessResult bench = RunTool("imrec", {"bench", Rec(), "--epochs", "1"});
  EXPECT_EQ(bench.exit_code, 1);
  EXPECT_THAT(bench.err, HasSubstr("record 3"));
}

// Row nan-labels.
TEST_F(LabelFaults, LabelsThatAreNoNumberAreNamed) {
  const ProcessResult packing = Pack({"nan", "1", "2"}, {});
  EXPECT_EQ(packing.exit_code, 1);
  EXPECT_THAT(packing.err, HasSubstr("a.lst:1: label of a.jpg: label value 1 is not a number"));
  const ProcessResult verify = Verify();
  EXPECT_EQ(verify.exit_code, 1);
  EXPECT_THAT(verify.out, AllOf(HasSubstr("record 0"), Not(HasSubstr("record 1"))));
}

// Row tiny-label-values.
TEST_F(LabelFaults, TinyLabelsAreZero) {
  const ProcessResult packing = Pack({"0.7\t0.3\t1e-60", "0.2\t0.8\t1e-5"});
  EXPECT_EQ(packing.exit_code, 0) << packing.err;
  EXPECT_EQ(Verify().exit_code, 0);
}

TEST_F(LabelFaults, ManyAreCounted) {
  const ProcessResult packing = Pack(std::vector<std::string>(30, kPixels));
  EXPECT_THAT(packing.err, AllOf(HasSubstr("a.lst:20:"), Not(HasSubstr("a.lst:21:")),
                                 HasSubstr("10 more lines with invalid labels")));
  const auto json = nlohmann::json::parse(
      Pack(std::vector<std::string>(30, kPixels), {"--pack-label", "--json"}).out);
  EXPECT_EQ(json["lists"][0]["bad_labels"], 30);
}

TEST_F(LabelFaults, SoundListsOfAllKindsPassWithoutAWord) {
  for (const std::vector<std::string>& labels :
       std::vector<std::vector<std::string>>{{"1", "2", "3"},
                                             {".7\t.3", "1\t0"},
                                             {"1\t5", "2", "7\t8\t9"},
                                             {kGood, "2\t6\t-1\t0\t0\t0\t0\t0"},
                                             {"4\t5\t24\t16\t0\t0\t0\t1\t1"}}) {
    const ProcessResult packing = Pack(labels);
    EXPECT_EQ(packing.exit_code, 0) << packing.err;
    EXPECT_THAT(packing.err, Not(HasSubstr("label of"))) << labels[0];
    EXPECT_EQ(Verify().exit_code, 0) << labels[0];
  }
}

}  // namespace
}  // namespace imrec::test
