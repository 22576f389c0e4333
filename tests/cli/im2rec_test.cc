// The im2rec tool, end to end.
#include <string>

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include <imrec/image_codec.h>
#include <imrec/image_record.h>
#include <imrec/record_file.h>

#include "tests/support/files.h"
#include "tests/support/process.h"

namespace imrec::test {
namespace {

using testing::AllOf;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;

class Im2recTool : public testing::Test {
 protected:
  Im2recTool() {
    for (const int i : {0, 1, 2}) Add("in/cat/" + std::to_string(i) + ".jpg", i);
    for (const int i : {3, 4}) Add("in/dog/" + std::to_string(i) + ".JPG", i);
  }

  void Add(const std::string& path, int variant) const {
    WriteFile(dir_ / path, MakeJpeg({60 + 10 * variant, 40}, variant));
  }
  // Runs `im2rec ARGUMENTS PREFIX ROOT`.
  ProcessResult Run(std::vector<std::string> arguments) const {
    arguments.push_back(dir_ / "set");
    arguments.push_back(dir_ / "in");
    return RunTool("im2rec", arguments);
  }
  bool Exists(const std::string& name) const { return std::filesystem::exists(dir_ / name); }

  TempDir dir_;
};

TEST_F(Im2recTool, ListsThenPacks) {
  const ProcessResult list = Run({"--list", "--recursive", "--no-shuffle"});
  EXPECT_EQ(list.exit_code, 0) << list.err;
  EXPECT_EQ(list.out, "cat 0\ndog 1\n");
  EXPECT_EQ(ReadText(dir_ / "set.classes.txt"), "cat\ndog\n");
  EXPECT_THAT(ReadText(dir_ / "set.lst"), HasSubstr("3\t1.000000\tdog/3.JPG\n"));

  const ProcessResult pack = Run({"--resize", "20", "--num_thread=2"});
  EXPECT_EQ(pack.exit_code, 0) << pack.err;
  EXPECT_THAT(pack.out, IsEmpty());
  EXPECT_THAT(pack.err, AllOf(HasSubstr("set.rec: 5 records"), HasSubstr("images/s"),
                              HasSubstr("0 skipped")));
  EXPECT_FALSE(Exists("set.skipped.tsv"));
  std::vector<std::byte> payload;
  RecordFile(dir_ / "set.rec").ReadAt(0, payload);
  const ImageRecordView record(payload);
  EXPECT_EQ(AnyImageDecoder().ReadInfo(record.image()).size, (ImageSize{30, 20}));
}

TEST_F(Im2recTool, ListsOfSeveralRootsCanShareClasses) {
  ASSERT_EQ(Run({"--list", "--recursive"}).exit_code, 0);
  Add("more/dog/6.jpg", 6);
  const auto list_more = [&](const std::vector<std::string>& options) {
    std::vector<std::string> arguments = {"--list", dir_ / "more_set", dir_ / "more"};
    arguments.insert(arguments.begin(), options.begin(), options.end());
    return RunTool("im2rec", arguments);
  };
  const std::string classes = dir_ / "set.classes.txt";
  EXPECT_EQ(list_more({"--recursive", "--classes", classes}).exit_code, 0);
  EXPECT_EQ(ReadText(dir_ / "more_set.lst"), "0\t1.000000\tdog/6.jpg\n");

  const ProcessResult flat = list_more({"--classes", classes});
  EXPECT_EQ(flat.exit_code, 2);
  EXPECT_THAT(flat.err, HasSubstr("--recursive"));
  Add("more/bird/7.jpg", 7);
  const ProcessResult unknown = list_more({"--recursive", "--classes", classes});
  EXPECT_EQ(unknown.exit_code, 2);
  EXPECT_THAT(unknown.err, HasSubstr("more/bird"));
}

TEST_F(Im2recTool, KnowsEachInterpolationOfMxnet) {
  ASSERT_EQ(Run({"--list", "--recursive"}).exit_code, 0);
  for (const char* method : {"0", "1", "2", "3", "4", "9", "10"}) {
    const ProcessResult pack = Run({"--resize", "20", "--inter-method", method});
    EXPECT_EQ(pack.exit_code, 0) << pack.err;
  }
  EXPECT_EQ(Run({"--resize", "20", "--inter-method", "5"}).exit_code, 2);
}

TEST_F(Im2recTool, OptionsWorkInAnyPlaceAndSpelling) {
  const std::string prefix = dir_ / "set";
  const std::string root = dir_ / "in";
  const auto list = [&](const std::vector<std::string>& arguments) {
    const ProcessResult result = RunTool("im2rec", arguments);
    EXPECT_EQ(result.exit_code, 0) << result.err;
    return ReadText(dir_ / "set_train.lst") + "/" + ReadText(dir_ / "set_val.lst");
  };
  const std::string expected =
      list({"--list", "--recursive", "--train-ratio", "0.6", "--exts", "jpg", "--", prefix, root});
  EXPECT_EQ(
      list({prefix, root, "--list", "--recursive", "--train_ratio=0.6", "--exts", ".jpg", ".JPG"}),
      expected);
  EXPECT_EQ(list({prefix, root, "--list", "--recursive", "--shuffle", "--exts", ".JPG",
                  "--train-ratio", "0.6", "--seed", "100"}),
            expected);
  EXPECT_EQ(
      list({"--exts", "jpg", "png", "--list", "--recursive", "--train_ratio", ".6", prefix, root}),
      expected);
}

TEST_F(Im2recTool, PrefixMayBeSpeltAsAFolderOrAsTheList) {
  const std::string root = dir_ / "in";
  for (const char* prefix : {"one/", "one.lst"}) {
    std::filesystem::remove(dir_ / "one.lst");
    const ProcessResult list = RunTool("im2rec", {"--list", "--recursive", dir_ / prefix, root});
    EXPECT_EQ(list.exit_code, 0) << list.err;
    EXPECT_TRUE(Exists("one.lst")) << prefix;
    EXPECT_EQ(RunTool("im2rec", {dir_ / prefix, root}).exit_code, 0);
    EXPECT_TRUE(Exists("one.rec"));
  }
}

TEST_F(Im2recTool, SplitListsArePackedEach) {
  ASSERT_EQ(Run({"--list", "--recursive", "--train-ratio", "0.4", "--test-ratio", "0.2"}).exit_code,
            0);
  const ProcessResult pack = Run({"--pass-through", "--json"});
  EXPECT_EQ(pack.exit_code, 0) << pack.err;
  const auto report = nlohmann::json::parse(pack.out);
  EXPECT_EQ(report["records"], 5);
  EXPECT_EQ(report["skipped"], 0);
  ASSERT_EQ(report["lists"].size(), 3U);
  EXPECT_EQ(report["lists"][0]["rec"], std::string(dir_ / "set_train.rec"));
  EXPECT_EQ(report["lists"][0]["records"], 2);
  EXPECT_EQ(report["lists"][0]["bytes"], std::filesystem::file_size(dir_ / "set_train.rec"));
  EXPECT_TRUE(Exists("set_val.idx"));
  EXPECT_TRUE(Exists("set_test.idx"));
}

TEST_F(Im2recTool, SkipsAreNamedCountedAndTabled) {
  ASSERT_EQ(Run({"--list", "--recursive", "--no-shuffle"}).exit_code, 0);
  WriteFile(dir_ / "in/cat/1.jpg", "<html>not found</html>");
  WriteFile(dir_ / "set.lst", ReadText(dir_ / "set.lst") + "no tabs\n0\t1\tdog/3.JPG\n");
  for (const char* mode : {"--pass-through", "--color=0"}) {
    const ProcessResult pack = Run({mode});
    EXPECT_EQ(pack.exit_code, 1);
    EXPECT_THAT(pack.err, AllOf(testing::ContainsRegex(
                                    "set.lst:2: skipped cat/1.jpg: not a JPEG, PNG.* or RAW image"),
                                HasSubstr("set.lst:6: skipped"), HasSubstr("index 0 of line 1"),
                                HasSubstr("4 records"), HasSubstr("3 skipped")));
    EXPECT_THAT(ReadText(dir_ / "set.skipped.tsv"),
                AllOf(testing::ContainsRegex("^line\tindex\tpath\treason\n2\t1\tcat/1.jpg\t"
                                             "not a JPEG, PNG[^\n]* or RAW image\n6\t\t\t"),
                      HasSubstr("\n7\t0\tdog/3.JPG\t")));
  }
  // Once nothing is skipped any more, the table goes.
  WriteFile(dir_ / "set.lst", "1\t0\tcat/0.jpg\n");
  EXPECT_EQ(Run({}).exit_code, 0);
  EXPECT_FALSE(Exists("set.skipped.tsv"));
}

TEST_F(Im2recTool, ManySkipsAreNotAllNamed) {
  std::string list = "100\t0\tcat/0.jpg\n";
  for (int i = 0; i < 30; ++i)
    list += std::to_string(i) + "\t0\tnone" + std::to_string(i) + ".jpg\n";
  WriteFile(dir_ / "set.lst", list);
  const ProcessResult pack = Run({});
  EXPECT_EQ(pack.exit_code, 1);
  EXPECT_THAT(pack.err, AllOf(HasSubstr("none19.jpg"), Not(HasSubstr("none20.jpg")),
                              HasSubstr("skipped 10 more"), HasSubstr("30 skipped")));
  EXPECT_THAT(ReadText(dir_ / "set.skipped.tsv"), HasSubstr("none29.jpg"));
}

TEST_F(Im2recTool, FailsOnDemand) {
  WriteFile(dir_ / "set.lst", "1\t0\tcat/0.jpg\n2\t0\tnone.jpg\n");
  const ProcessResult pack = Run({"--on-error", "fail"});
  EXPECT_EQ(pack.exit_code, 2);
  EXPECT_THAT(pack.err, AllOf(HasSubstr("set.lst:2: none.jpg: cannot open"),
                              HasSubstr("the same command with --resume continues")));
  EXPECT_FALSE(Exists("set.rec"));
  Add("in/none.jpg", 3);
  const ProcessResult resumed = Run({"--on-error", "fail", "--resume"});
  EXPECT_EQ(resumed.exit_code, 0) << resumed.err;
  EXPECT_THAT(resumed.err, HasSubstr("2 records"));
  EXPECT_FALSE(Exists("set.rec.partial"));
}

TEST_F(Im2recTool, NothingPackedLeavesOldFiles) {
  WriteFile(dir_ / "in/broken.jpg", "broken");
  WriteFile(dir_ / "set.lst", "2\t0\tbroken.jpg\n");
  WriteFile(dir_ / "set.rec", "old");
  const ProcessResult pack = Run({});
  EXPECT_EQ(pack.exit_code, 2);
  EXPECT_THAT(pack.err, HasSubstr("no image could be packed"));
  EXPECT_EQ(ReadText(dir_ / "set.rec"), "old");
}

TEST_F(Im2recTool, CheckDecodeSkipsWhatOnlyDecodingFinds) {
  const std::vector<std::byte> jpeg = ReadBytes(dir_ / "in/cat/1.jpg");
  WriteFile(dir_ / "in/cat/1.jpg", {jpeg.begin(), jpeg.end() - 100});
  WriteFile(dir_ / "set.lst", "0\t0\tcat/0.jpg\n1\t0\tcat/1.jpg\n");
  EXPECT_EQ(Run({"--pass-through"}).exit_code, 0);
  const ProcessResult result = Run({"--pass-through", "--check", "decode"});
  EXPECT_EQ(result.exit_code, 1);
  EXPECT_THAT(result.err, HasSubstr("set.lst:2: skipped cat/1.jpg: corrupt JPEG"));
}

TEST_F(Im2recTool, CropReadyJpegsHaveRestartMarkers) {
  WriteFile(dir_ / "set.lst", "0\t0\tcat/2.jpg\n");
  const ProcessResult result = Run({"--pass-through", "--jpeg", "crop-ready"});
  EXPECT_EQ(result.exit_code, 0) << result.err;
  std::vector<std::byte> payload;
  RecordFile(dir_ / "set.rec").ReadAt(0, payload);
  EXPECT_THAT(Text(payload), HasSubstr("\xff\xdd"));  // DRI
  EXPECT_THAT(ReadText(dir_ / "in/cat/2.jpg"), Not(HasSubstr("\xff\xdd")));
}

TEST_F(Im2recTool, ProgressIsForTerminalsUnlessAskedFor) {
  WriteFile(dir_ / "set.lst", "1\t0\tcat/0.jpg\n2\t0\tcat/1.jpg\n");
  EXPECT_THAT(Run({}).err, Not(HasSubstr("\r")));
  EXPECT_THAT(Run({"--progress", "never"}).err, Not(HasSubstr("\r")));
  EXPECT_THAT(Run({"--progress", "always"}).err, HasSubstr("1/2"));
}

TEST_F(Im2recTool, ListReportsAsJson) {
  const ProcessResult list = Run({"--list", "--recursive", "--chunks", "2", "--json"});
  ASSERT_EQ(list.exit_code, 0) << list.err;
  const auto report = nlohmann::json::parse(list.out);
  EXPECT_EQ(report["images"], 5);
  EXPECT_EQ(report["classes"], (nlohmann::json{"cat", "dog"}));
  EXPECT_EQ(report["lists"][1]["path"], std::string(dir_ / "set_1.lst"));
  EXPECT_EQ(report["lists"][1]["images"], 2);
}

TEST_F(Im2recTool, ListSaysWhatItLeavesOut) {
  Add("in/cat/tab\there.jpg", 0);
  const ProcessResult list = Run({"--list", "--recursive"});
  EXPECT_EQ(list.exit_code, 1);
  EXPECT_THAT(list.err, AllOf(HasSubstr("left out"), HasSubstr("5 images")));
}

TEST_F(Im2recTool, NothingToListIsAnError) {
  const ProcessResult list = Run({"--list"});
  EXPECT_EQ(list.exit_code, 2);
  EXPECT_THAT(list.err, AllOf(HasSubstr("no image to list"), HasSubstr("--recursive")));
  EXPECT_FALSE(Exists("set.lst"));
}

TEST_F(Im2recTool, OptionsWithoutEffectAreNamed) {
  EXPECT_THAT(Run({"--list", "--recursive", "--resize", "300"}).err,
              HasSubstr("--resize has no effect with --list"));
  const ProcessResult pack = Run({"--recursive", "--pass-through", "--quality", "80"});
  EXPECT_EQ(pack.exit_code, 0);
  EXPECT_THAT(pack.err, AllOf(HasSubstr("--recursive has no effect without --list"),
                              HasSubstr("--quality has no effect with --pass-through")));
  EXPECT_THAT(Run({"--check", "decode"}).err,
              HasSubstr("note: --check decode has no effect without --pass-through"));
  EXPECT_THAT(Run({"--jpeg", "baseline", "--encoding", ".png"}).err,
              HasSubstr("note: --jpeg baseline has no effect with --encoding .png"));
  for (const std::vector<std::string>& arguments :
       std::vector<std::vector<std::string>>{{"--check", "header"},
                                             {"--check", "decode", "--pass-through"},
                                             {"--jpeg", "keep", "--encoding", ".png"},
                                             {"--jpeg", "crop-ready"},
                                             {"--jpeg", "baseline", "--pass-through"}}) {
    EXPECT_THAT(Run(arguments).err, Not(HasSubstr("has no effect")));
  }
}

TEST_F(Im2recTool, WrongUseIsExplained) {
  WriteFile(dir_ / "set.lst", "1\t0\tcat/0.jpg\n");
  const std::vector<std::pair<std::vector<std::string>, std::string>> cases = {
      {{"--sparkle"}, "--sparkle"},
      {{"extra"}, "not expected"},
      {{"--list", "--shuffle", "Falsch"}, "not expected"},
      {{"--resize", "abc"}, "abc"},
      {{"--resize", "-1"}, "--resize must be 1.."},
      {{"--quality", "0"}, "--quality must be 1..100"},
      {{"--quality", "101", "--encoding", ".png"}, "--quality must be 0..100"},
      {{"--encoding", ".gif"}, ".gif"},
      {{"--color", "2"}, "2"},
      {{"--num-thread", "0"}, "0"},
      {{"--exif", "maybe"}, "maybe"},
      {{"--list", "--chunks", "0"}, "0"},
      {{"--list", "--seed", "-1"}, "im2rec: --seed must be a whole number from 0 on, not '-1'"},
      {{"--num-thread", "-4"}, "im2rec: --num-thread must be 1..1024, not '-4'"},
      {{"--num-thread", "1e3"}, "im2rec: --num-thread must be 1..1024, not '1e3'"},
      {{"--num-shards", "0"}, "im2rec: --num-shards must be 1..100000, not '0'"},
      {{"--num-shards", "4", "--shard-size", "1M"}, "--num-shards excludes --shard-size"},
      {{"--shard-size", "-1"}, "im2rec: --shard-size: expected a whole number of bytes"},
      {{"--num-parts", "2"}, "im2rec: --num-parts requires --part-index"},
      {{"--part-index", "0"}, "im2rec: --part-index requires --num-parts"},
      {{"--num-parts", "2", "--part-index", "2"},
       "im2rec: --part-index must be 0..1 with --num-parts 2"},
      {{"--num-parts", "2", "--part-index", "-1"},
       "im2rec: --part-index must be 0..99999, not '-1'"},
      {{"--quality", "1000000000000000000"}, "im2rec: --quality must be 0..100, not"},
      {{"--max-pixels", "0"}, "im2rec: --max-pixels must be 1..4294967296, not '0'"},
      {{"--max-scan-pixels", "-1"}, "--max-scan-pixels must be a whole number from 1 on, not '-1'"},
      {{"--compress", "zstd:0"}, "im2rec: --compress must be zstd or zstd:LEVEL with LEVEL 1..19"},
      {{"--list", "--recursive", "--chunks", "6"}, "--chunks 6 exceeds the number of images, 5"},
      {{"--list", "--chunks", "-1"}, "im2rec: --chunks must be 1..1000000, not '-1'"},
      {{"--list", "--train-ratio", "nan"},
       "im2rec: --train-ratio must be between 0 and 1, not 'nan'"},
      {{"--pass-trough"}, "im2rec: there is no option --pass-trough; did you mean --pass-through?"},
      {{"--threads", "4"}, "im2rec: there is no option --threads; did you mean --num-thread?"},
      {{"-output", "x"}, "im2rec: there is no option -output; did you mean --output?"},
      {{"--list", "--train-ratio", "1.5"}, "--train-ratio must be between 0 and 1"},
      {{"--list", "--train-ratio", "0.9", "--test-ratio", "0.2"}, "sum to more than 1"},
      {{"--list", "--test-ratio", "0.2"}, "sum to more than 1"},
  };
  for (const auto& [arguments, message] : cases) {
    const ProcessResult result = Run(arguments);
    EXPECT_EQ(result.exit_code, 2) << testing::PrintToString(arguments);
    EXPECT_THAT(result.err, AllOf(HasSubstr(message), testing::StartsWith("im2rec: ")))
        << testing::PrintToString(arguments);
    EXPECT_LT(result.err.size(), 300U) << "no message has numbers without end";
  }
  EXPECT_FALSE(Exists("set.rec"));
  EXPECT_EQ(RunTool("im2rec", {}).exit_code, 2);
  const ProcessResult missing = RunTool("im2rec", {dir_ / "none", dir_ / "in"});
  EXPECT_EQ(missing.exit_code, 2);
  EXPECT_THAT(missing.err, AllOf(HasSubstr("none.lst"), HasSubstr("--list makes one")));
}

TEST_F(Im2recTool, ColorMinusOneIsAValueNotAnOption) {
  WriteFile(dir_ / "set.lst", "1\t0\tcat/0.jpg\n");
  const ProcessResult pack = Run({"--color", "-1"});
  EXPECT_EQ(pack.exit_code, 0) << pack.err;
}

TEST_F(Im2recTool, HelpAndVersion) {
  const ProcessResult help = RunTool("im2rec", {"--help"});
  EXPECT_EQ(help.exit_code, 0);
  EXPECT_THAT(help.out, AllOf(HasSubstr("Examples:"), HasSubstr("--pass-through")));
  EXPECT_THAT(help.out, testing::Not(HasSubstr("{false}"))) << "CLI11's mark of switches";
  const ProcessResult version = RunTool("im2rec", {"--version"});
  EXPECT_EQ(version.exit_code, 0);
  EXPECT_THAT(version.out, testing::StartsWith("im2rec "));
}

}  // namespace
}  // namespace imrec::test
