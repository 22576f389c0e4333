// Data sets as arguments of imrec's commands, end to end: PREFIXes, patterns, manifests, several.
#include <algorithm>
#include <string>

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include <imrec/class_names.h>
#include <imrec/list_file.h>
#include <imrec/record_shard.h>

#include "tests/cli/sharded_set_test.h"
#include "tests/support/detection_set.h"
#include "tests/support/files.h"
#include "tests/support/process.h"

namespace imrec::test {
namespace {

using testing::AllOf;
using testing::HasSubstr;

class ImrecSetArguments : public ShardedSetTest {};

TEST_F(ImrecSetArguments, InfoIsThatOfTheWhole) {
  const nlohmann::json whole = Json({"info", Path("whole.rec")});
  EXPECT_FALSE(whole.contains("files"));
  for (const std::vector<std::string>& sets : {std::vector<std::string>{Path("set")},
                                               {Path("set.rec")},
                                               {Path("set-*.rec")},
                                               {Path("set.manifest.json")},
                                               {Shard(0), Shard(1), Shard(2)}}) {
    std::vector<std::string> arguments = {"info"};
    arguments.insert(arguments.end(), sets.begin(), sets.end());
    nlohmann::json info = Json(arguments);
    const nlohmann::json files = info["files"];
    info.erase("files");
    EXPECT_EQ(info, whole) << sets[0];
    ASSERT_EQ(files.size(), 3U);
    EXPECT_EQ(files[1]["file"], Shard(1));
    EXPECT_EQ(files[1]["records"], 4);
    EXPECT_EQ(files[1]["kind"], "detection");
    for (const char* field : {"records", "bytes", "objects"}) {
      std::uint64_t sum = 0;
      for (const nlohmann::json& file : files) sum += file[field].get<std::uint64_t>();
      EXPECT_EQ(sum, whole[field]) << field;
    }
  }
  EXPECT_THAT(Run({"info", Path("set")}).out,
              AllOf(HasSubstr(Path("set") + ": 12 records"), HasSubstr("in 3 files"),
                    HasSubstr(Shard(2) + ": 4 records"), HasSubstr("elk ")));
}

TEST_F(ImrecSetArguments, InfoOfOneFileHasTheFixedFields) {
  const nlohmann::json info = Json({"info", Shard(1)});
  for (const char* field : {"records", "bytes", "kind", "label_width_max", "objects", "classes"}) {
    EXPECT_TRUE(info.contains(field)) << field;
  }
  EXPECT_FALSE(info.contains("files"));
  EXPECT_THAT(Run({"info", Shard(1)}).out, HasSubstr("elk ")) << "a shard has its set's names";
}

TEST_F(ImrecSetArguments, VerifyReportsTotalsAndFiles) {
  nlohmann::json report = Json({"verify", Path("set")});
  EXPECT_EQ(report["records"], 12);
  EXPECT_EQ(report["index"], true);
  EXPECT_EQ(report["checksums"], true);
  EXPECT_EQ(report["damaged"], nlohmann::json::array());
  ASSERT_EQ(report["files"].size(), 3U);
  EXPECT_EQ(report["files"][0], Json({"verify", Shard(0)}));

  std::string contents = ReadText(Shard(1));
  contents[RecordShard(Shard(1)).offset(1)] = '?';
  WriteFile(Shard(1), contents);
  report = Json({"verify", Path("set")}, 1);
  ASSERT_EQ(report["damaged"].size(), 1U);
  EXPECT_EQ(report["damaged"][0]["file"], Shard(1));
  EXPECT_EQ(report["damaged"][0]["key"], 105);
  EXPECT_EQ(report["records"], 11);
  EXPECT_EQ(report["files"][1]["damaged"].size(), 1U);
  EXPECT_THAT(Run({"verify", Path("set")}, 1).out,
              AllOf(HasSubstr(Shard(1) + ": record 105"), HasSubstr("3 files, 11 records"),
                    HasSubstr("1 damaged")));
}

TEST_F(ImrecSetArguments, AMissingShardIsDamageForVerifyAndAnErrorForReading) {
  std::filesystem::remove(Shard(1));
  const nlohmann::json report = Json({"verify", Path("set")}, 1);
  EXPECT_EQ(report["records"], 8);
  ASSERT_EQ(report["damaged"].size(), 1U);
  EXPECT_EQ(report["damaged"][0]["file"], Shard(1));
  EXPECT_EQ(report["damaged"][0]["key"], nullptr);
  EXPECT_EQ(report["checksums"], true);
  for (const std::string command : {"info", "stats", "bench", "doctor"}) {
    EXPECT_THAT(Run({command, Path("set")}, 2).err,
                AllOf(HasSubstr(Shard(1)), HasSubstr("is missing"), HasSubstr("set.manifest.json")))
        << command;
  }
  Run({"verify", Shard(1)}, 2);
  std::filesystem::remove(Shard(0));
  std::filesystem::remove(Shard(2));
  Run({"verify", Path("set")}, 2);
}

TEST_F(ImrecSetArguments, WhatFitsNothingIsNamed) {
  for (const std::string command :
       {"info", "verify", "stats", "extract -o x", "filter --class 0 -o x", "split --count 1 -o x",
        "merge -o x", "convert --jpeg baseline -o x", "compress", "decompress", "repair -o x",
        "reindex", "doctor", "preview -o x.png", "bench"}) {
    std::vector<std::string> arguments;
    for (std::size_t begin = 0; begin < command.size();) {
      const std::size_t end = std::min(command.find(' ', begin), command.size());
      arguments.push_back(command.substr(begin, end - begin));
      begin = end + 1;
    }
    arguments.insert(arguments.begin() + 1, Path("none-*.rec"));
    EXPECT_THAT(Run(arguments, 2).err, HasSubstr("none-*.rec: no file matches this pattern"))
        << command;
  }
  Run({"diff", Path("none"), Path("set")}, 2);
}

TEST_F(ImrecSetArguments, AFileNamedTwiceIsReadOnce) {
  const ProcessResult result = Run({"info", Path("set"), Shard(1)});
  EXPECT_THAT(result.out, HasSubstr("12 records"));
  EXPECT_THAT(result.err, HasSubstr(Shard(1) + " is named more than once"));
}

TEST_F(ImrecSetArguments, SetsMoveAndNeedNoManifest) {
  std::filesystem::create_directory(dir_ / "moved");
  for (std::size_t i = 0; i < 3; ++i) {
    std::filesystem::rename(Shard(i), Shard(i, "moved/set"));
  }
  EXPECT_EQ(Json({"info", Path("moved/set")})["records"], 12);
  std::filesystem::rename(dir_ / "set.manifest.json", dir_ / "moved/set.manifest.json");
  EXPECT_TRUE(Json({"info", Path("moved/set")})["objects_per_class"].contains("elk"));
}

TEST_F(ImrecSetArguments, StatsAndPreviewsAreThoseOfTheWhole) {
  EXPECT_EQ(Json({"stats", Path("set")}), Json({"stats", Path("whole")}));
  const auto preview = [&](const std::string& set, std::vector<std::string> options) {
    options.insert(options.begin(), {"preview", set, "--variants", "2", "--cell", "60", "--force"});
    Run(options);
    return ReadText(Path("s.png"));
  };
  const std::vector<std::string> sheet = {"--count", "3", "-o", Path("s.png")};
  EXPECT_EQ(preview(Path("set"), sheet), preview(Path("whole"), sheet));
  const std::vector<std::string> keys = {"--record", "110", "103", "-o", Path("s.png")};
  EXPECT_EQ(preview(Path("set"), keys), preview(Path("whole"), keys));
  const auto explain = [&](const std::string& set) {
    return Json({"preview", set, "--explain", "110", "--epoch", "3"});
  };
  EXPECT_EQ(explain(Path("set")), explain(Path("whole")));
  const auto plans = [&](const std::string& set) {
    return Json({"preview", set, "--stats", "40"});
  };
  EXPECT_EQ(plans(Path("set")), plans(Path("whole")));
}

TEST_F(ImrecSetArguments, PreviewShowsAllRecordsOfAKey) {
  WriteShardedSet(dir_ / "same", 12, 3, names_, true);
  const nlohmann::json drawn =
      Json({"preview", Path("same"), "--record", "1", "--variants", "1", "--cell", "50", "--html",
            Path("page"), "--sheet", "-o", Path("s.png")});
  EXPECT_EQ(drawn["records"], 3);
  for (const char* name : {"1.jpg", "1_2.jpg", "1_3.jpg", "1_3-0.jpg"}) {
    EXPECT_TRUE(Exists(std::string("page/") + name)) << name;
  }
  const ProcessResult explained = Run({"preview", Path("same"), "--explain", "1", "--json"});
  EXPECT_EQ(nlohmann::json::parse(explained.out)["ordinal"], 1);
  EXPECT_THAT(explained.err,
              AllOf(HasSubstr("3 records have the key 1"), HasSubstr(Shard(0, "same"))));
}

TEST_F(ImrecSetArguments, ExtractWritesOneListThatPacksBack) {
  Run({"extract", Path("set"), "-o", Path("out")});
  Run({"extract", Path("whole"), "-o", Path("ref")});
  EXPECT_EQ(ReadText(Path("out/set.lst")), ReadText(Path("ref/whole.lst")));
  EXPECT_EQ(ReadClassNames(Path("out/set.classes.txt")), names_);
  ASSERT_EQ(RunTool("im2rec", {Path("out/set.lst"), Path("out"), "--pass-through", "--pack-label"})
                .exit_code,
            0);
  EXPECT_EQ(ReadText(Path("out/set.rec")), ReadText(Path("whole.rec")));
}

TEST_F(ImrecSetArguments, ExtractNumbersRecordsWhoseKeysRepeat) {
  WriteShardedSet(dir_ / "same", 12, 3, names_, true);
  const ProcessResult result = Run({"extract", Path("same"), "-o", Path("out")});
  EXPECT_THAT(result.err, HasSubstr("keys repeat, so images are numbered 0, 1, 2 and so on"));
  const ListFile list = ReadListFile(Path("out/same.lst"));
  ASSERT_EQ(list.entries.size(), 12U);
  EXPECT_EQ(list.entries[11].index, 11U);
  EXPECT_EQ(list.entries[11].path, "00000011.jpg");
  ASSERT_EQ(RunTool("im2rec", {Path("out/same.lst"), Path("out"), "--pass-through", "--pack-label"})
                .exit_code,
            0);
  Run({"diff", Path("out/same.rec"), Path("whole.rec"), "--by", "order"});
}

TEST_F(ImrecSetArguments, ExtractAsVocWithoutNamesNumbersThem) {
  std::filesystem::remove(dir_ / "whole.classes.txt");
  Run({"extract", Path("whole.rec"), "--voc", "-o", Path("out")});
  EXPECT_EQ(ReadText(Path("out/whole.classes.txt")), "0\n1\n2\n3\n4\n");
  Run({"extract", Path("whole.rec"), "-o", Path("plain")});
  EXPECT_FALSE(Exists("plain/whole.classes.txt"));
  // Names are filled up with numbers.
  WriteClassNames(dir_ / "whole.classes.txt", std::vector<std::string>{"ant", "bee"});
  Run({"extract", Path("whole.rec"), "--voc", "--force", "-o", Path("out")});
  EXPECT_EQ(ReadText(Path("out/whole.classes.txt")), "ant\nbee\n2\n3\n4\n");
}

TEST_F(ImrecSetArguments, DiffPairsByKey) {
  EXPECT_EQ(Run({"diff", Path("set"), Path("whole.rec")}).out, "12 records are the same\n");
  // The first with a key goes with the first, the second with the second.
  WriteShardedSet(dir_ / "same", 12, 3, names_, true);
  EXPECT_EQ(Run({"diff", Path("same"), Path("same-*.rec")}).out, "12 records are the same\n");
  const nlohmann::json part = Json({"diff", Path("same"), Path("same-0000[01]-of-00003.rec")}, 1);
  EXPECT_EQ(part["same"], 8);
  EXPECT_EQ(part["only_in_a"], nlohmann::json({0, 1, 2, 3}));
}

TEST_F(ImrecSetArguments, DiffPairsByOrder) {
  Run({"merge", Path("set"), "-o", Path("merged")});  // renumbers
  EXPECT_EQ(Json({"diff", Path("set"), Path("merged")}, 1)["same"], 0);
  EXPECT_EQ(Run({"diff", Path("set"), Path("merged"), "--by", "order"}).out,
            "12 records are the same\n");
  const nlohmann::json shifted =
      Json({"diff", Path("set-0000[12]-of-00003.rec"), Path("set"), "--by", "order"}, 1);
  EXPECT_EQ(shifted["only_in_b"], nlohmann::json({8, 9, 10, 11}));
  EXPECT_EQ(shifted["images_differ"], nlohmann::json({0, 1, 2, 3, 4, 5, 6, 7}));
}

TEST_F(ImrecSetArguments, DoctorAndBenchReadSets) {
  const ProcessResult doctor =
      Run({"doctor", Path("set"), "--preset", "eval300", "--seconds", "0.05"});
  EXPECT_THAT(doctor.out,
              AllOf(HasSubstr(Path("set") + ", detection, eval300"), HasSubstr("images/s")));
  const auto digest = [&](const std::string& set) {
    return Json({"bench", set, "--digest", "--preset", "eval300"})["digest"];
  };
  EXPECT_EQ(digest(Path("set")), digest(Path("whole")));
}

}  // namespace
}  // namespace imrec::test
