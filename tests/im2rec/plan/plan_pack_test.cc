#include <imrec/plan_pack.h>

#include <functional>
#include <map>
#include <string>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <imrec/error.h>
#include <imrec/manifest.h>

#include "tests/support/files.h"

namespace imrec::test {
namespace {

namespace fs = std::filesystem;
using testing::AllOf;
using testing::HasSubstr;

using Files = std::map<std::string, std::string>;

Files FilesIn(const fs::path& folder) {
  Files files;
  for (const auto& entry : fs::directory_iterator(folder)) {
    files[entry.path().filename()] = entry.is_directory() ? "a folder" : ReadText(entry.path());
  }
  return files;
}

std::string NamesOf(const Files& files) {
  std::string names;
  for (const auto& [name, contents] : files) names += name + ' ';
  return names;
}

std::string ErrorOf(const std::function<void()>& action) {
  try {
    action();
    return {};
  } catch (const Error& error) {
    return error.what();
  }
}

// A list of 22 lines: one is malformed, one repeats an index, and five images are missing, two of
// them all of shard 1 of 10.
class PlanPackTest : public testing::Test {
 protected:
  PlanPackTest() {
    std::string list = "malformed\n";
    for (int i = 0; i < 20; ++i) {
      const bool missing = i == 2 || i == 3 || i == 9 || i == 17 || i == 19;
      const std::string name = "images/" + std::to_string(i) + ".jpg";
      if (!missing) WriteFile(dir_ / ("in/" + name), MakeJpeg({24 + i, 20}, i));
      list += std::to_string(100 + i) + '\t' + std::to_string(i % 3) + '\t' + name + '\n';
    }
    list += "105\t0\timages/0.jpg\n";
    WriteFile(dir_ / "set.lst", list);
    WriteFile(dir_ / "set.classes.txt", "a\nb\nc\n");
  }

  PackOptions Options(std::uint64_t shards, const fs::path& folder) const {
    PackOptions options;
    options.threads = 2;
    options.image.resize = 16;
    options.output.prefix = folder / "set";
    options.output.shard_count = shards;
    return options;
  }

  // The files that one process writes.
  Files Expected(PackOptions options) const {
    options.output.prefix = dir_ / "one/set";
    PackList(dir_ / "set.lst", dir_ / "in", options);
    return FilesIn(dir_ / "one");
  }

  static Files WithoutPlan(Files files) {
    files.erase("set.plan.json");
    return files;
  }

  void Plan(const PackOptions& options) const {
    PlanPacking(dir_ / "set.lst", dir_ / "in", options);
  }

  TempDir dir_;
  const fs::path out_ = dir_ / "out";
  const fs::path plan_ = dir_ / "out/set.plan.json";
};

TEST_F(PlanPackTest, TheFilesAreThoseOfOneProcess) {
  std::vector<PackOptions> cases;
  for (const std::uint64_t shards : {1U, 3U, 10U, 20U}) cases.push_back(Options(shards, out_));
  cases.push_back(Options(4, out_));
  cases.back().output.compression = 3;
  cases.push_back(Options(4, out_));
  cases.back().image.pass_through = true;
  cases.back().labels = LabelPacking::kPacked;
  cases.push_back(Options(4, out_));
  cases.back().image = {.limits = {.max_pixels = 600, .max_scan_pixels = 5000},
                        .color = ColorMode::kGrey,
                        .apply_exif = false,
                        .center_crop = true,
                        .resize = 12,
                        .interpolation = Interpolation::kPerImage,
                        .encoding = ".png",
                        .quality = 4};
  for (const PackOptions& options : cases) {
    const Files expected = Expected(options);
    Plan(options);
    const std::uint64_t shards = options.output.shard_count;
    std::vector<std::uint64_t> order;  // from the last to the first
    for (std::uint64_t i = shards; i > 0; --i) order.push_back(i - 1);
    EXPECT_EQ(PackShards(plan_, order).size(), shards);
    const PackResult result = FinishPacking(plan_);
    EXPECT_EQ(result.records, ReadManifest(out_ / "set.manifest.json").records());
    EXPECT_EQ(result.shards, shards);
    EXPECT_EQ(result.skipped.size(), ReadManifest(out_ / "set.manifest.json").skipped);
    EXPECT_GE(result.skipped.size(), 7U);
    const Files files = WithoutPlan(FilesIn(out_));
    EXPECT_TRUE(files == expected) << NamesOf(files) << "instead of " << NamesOf(expected);
    EXPECT_TRUE(files.contains("set.classes.txt"));
    fs::remove_all(out_);
    fs::remove_all(dir_ / "one");
  }
}

TEST_F(PlanPackTest, APackedShardIsNotPackedAgain) {
  Plan(Options(4, out_));
  const auto first = PackShards(plan_, {2});
  ASSERT_EQ(first.size(), 1U);
  EXPECT_FALSE(first[0].was_packed);
  fs::remove_all(dir_ / "in");  // not even the images are needed
  const auto again = PackShards(plan_, {2});
  EXPECT_TRUE(again[0].was_packed);
  EXPECT_EQ(again[0].records, first[0].records);
  EXPECT_EQ(again[0].skipped.size(), first[0].skipped.size());
}

TEST_F(PlanPackTest, MissingShardsAreNamed) {
  Plan(Options(10, out_));
  EXPECT_THAT(ErrorOf([&] { FinishPacking(plan_); }), HasSubstr("no shard is packed yet"));
  PackShards(plan_, {0, 2, 3, 5});
  EXPECT_THAT(ErrorOf([&] { FinishPacking(plan_); }),
              HasSubstr("shards 1,4,6-9 of 10 are not packed yet; --shards 1,4,6-9"));
  EXPECT_FALSE(fs::exists(out_ / "set.journal.partial"));
  // A shard whose files were removed is packed again.
  PackShards(plan_, {1, 4, 6, 7, 8, 9});
  const PackingPlan plan = ReadPackingPlan(plan_);
  EXPECT_EQ(plan.packed, 10U);
  fs::remove(out_ / ("set-00006-of-00010.idx." + plan.run));
  EXPECT_THAT(ErrorOf([&] { FinishPacking(plan_); }), HasSubstr("shard 6 of 10 is not packed yet"));
  EXPECT_FALSE(PackShards(plan_, {6})[0].was_packed);
  EXPECT_GT(FinishPacking(plan_).records, 0U);
}

TEST_F(PlanPackTest, AShardWithOtherContentsIsAnError) {
  Plan(Options(2, out_));
  const std::string run = ReadPackingPlan(plan_).run;
  // While one process packs shard 0, another with other images packs it, too.
  bool other = false;
  const PackObserver observer{.on_progress = [&](std::uint64_t, std::uint64_t) {
    if (std::exchange(other, true)) return;
    const fs::path kept = dir_ / "kept";
    fs::copy(dir_ / "in", kept, fs::copy_options::recursive);
    for (int i = 0; i < 10; ++i) {
      WriteFile(dir_ / ("in/images/" + std::to_string(i) + ".jpg"), MakeJpeg({24, 20}, i + 50));
    }
    PackShards(plan_, {0});
    fs::remove_all(dir_ / "in");
    fs::rename(kept, dir_ / "in");
  }};
  EXPECT_THAT(ErrorOf([&] { PackShards(plan_, {0}, {.threads = 1}, observer); }),
              HasSubstr("another process has packed this shard with other contents"));
  // What is staged is whole, and no temporary file remains.
  EXPECT_TRUE(PackShards(plan_, {0})[0].was_packed);
  EXPECT_EQ(FilesIn(out_ / ("set." + run)).size(), 1U);
}

TEST_F(PlanPackTest, ALateProcessDoesNotHarmTheFinishedSet) {
  const Files expected = Expected(Options(2, out_));
  Plan(Options(2, out_));
  // While one process packs shard 1, others pack all shards and finish.
  bool finished = false;
  const PackObserver observer{.on_progress = [&](std::uint64_t, std::uint64_t) {
    if (std::exchange(finished, true)) return;
    PackShards(plan_, {0, 1});
    FinishPacking(plan_);
  }};
  const auto late = PackShards(plan_, {1}, {.threads = 1}, observer);
  EXPECT_TRUE(late[0].is_finished);
  EXPECT_TRUE(WithoutPlan(FilesIn(out_)) == expected) << NamesOf(FilesIn(out_));
  // And one that begins afterwards.
  EXPECT_TRUE(PackShards(plan_, {0, 1})[0].is_finished);
  EXPECT_TRUE(FinishPacking(plan_).was_complete);
  EXPECT_TRUE(WithoutPlan(FilesIn(out_)) == expected) << NamesOf(FilesIn(out_));
}

TEST_F(PlanPackTest, FilesOfProcessesThatWereKilledAreRemoved) {
  Plan(Options(2, out_));
  const std::string run = ReadPackingPlan(plan_).run;
  WriteFile(out_ / ("set." + run) / "set-00001-of-00002.other.1.0.rec.partial", "killed");
  WriteFile(out_ / ("set-00001-of-00002.rec." + run), "killed while it staged");
  WriteFile(out_ / "set-00001-of-00002.rec.0123456789abcdef", "of another run");
  PackShards(plan_, {0, 1});
  FinishPacking(plan_);
  const Files files = FilesIn(out_);
  EXPECT_THAT(NamesOf(files), testing::Not(HasSubstr(run)));
  EXPECT_TRUE(files.contains("set-00001-of-00002.rec.0123456789abcdef"));
}

TEST_F(PlanPackTest, ADamagedReceiptIsNamed) {
  Plan(Options(2, out_));
  PackShards(plan_, {0, 1});
  const fs::path receipt = out_ / ("set." + ReadPackingPlan(plan_).run) / "1.json";
  const std::string text = ReadText(receipt);
  const auto error = AllOf(HasSubstr("1.json: "), HasSubstr("remove this file and pack the shard"));
  const auto swap = [&](const std::string& from, const std::string& to) {
    std::string changed = text;
    changed.replace(changed.find(from), from.size(), to);
    return changed;
  };
  for (const std::string& damaged :
       {text.substr(0, text.size() / 2), std::string(), swap("\"shard\": 1", "\"shard\": 0"),
        swap("\"run\": \"", "\"run\": \"0"), swap("\"records\": ", "\"records\": -"),
        swap("\"labels\"", "\"label\"")}) {
    WriteFile(receipt, damaged);
    EXPECT_THAT(ErrorOf([&] { FinishPacking(plan_); }), error);
    EXPECT_THAT(ErrorOf([&] { PackShards(plan_, {1}); }), error);
  }
  fs::remove(receipt);
  EXPECT_FALSE(PackShards(plan_, {1})[0].was_packed);
  EXPECT_GT(FinishPacking(plan_).records, 0U);
}

TEST_F(PlanPackTest, AnotherListOrVersionIsRefusedAndBothAreNamed) {
  Plan(Options(2, out_));
  const std::string list = ReadText(dir_ / "set.lst");
  PackShards(plan_, {0, 1});
  WriteFile(dir_ / "set.lst", list + "200\t0\timages/0.jpg\n");
  EXPECT_THAT(ErrorOf([&] { FinishPacking(plan_); }),
              AllOf(HasSubstr("is not the list that was planned"), HasSubstr("that in ")));
  WriteFile(dir_ / "set.lst", list);
  const std::string text = ReadText(plan_);
  const auto change = [&](const std::string& from, const std::string& to) {
    std::string changed = text;
    const std::size_t at = changed.find(from);
    ASSERT_NE(at, std::string::npos) << from;
    changed.replace(at, from.size(), to);
    WriteFile(plan_, changed);
  };
  change("\"version\": \"", "\"version\": \"9.");
  const auto version = AllOf(HasSubstr("im2rec 9."), HasSubstr(" made the plan, this is im2rec "));
  EXPECT_THAT(ErrorOf([&] { PackShards(plan_, {0}); }), version);
  EXPECT_THAT(ErrorOf([&] { FinishPacking(plan_); }), version);
  change("\"libjpeg-turbo\": \"", "\"libjpeg-turbo\": \"9.");
  EXPECT_THAT(ErrorOf([&] { PackShards(plan_, {0}); }),
              AllOf(HasSubstr("the plan was made with libjpeg-turbo 9."),
                    HasSubstr("this machine has libjpeg-turbo ")));
  change("\"resize\": \"16\"", "\"resize\": \"many\"");
  EXPECT_THAT(ErrorOf([&] { PackShards(plan_, {0}); }), HasSubstr("resize"));
  change("\"encoding\": \".jpg\"", "\"encoding\": \".gif\"");
  EXPECT_THAT(ErrorOf([&] { PackShards(plan_, {0}); }), HasSubstr(".gif"));
  change("\"color\"", "\"colour\"");
  EXPECT_THAT(ErrorOf([&] { PackShards(plan_, {0}); }), HasSubstr("colour"));
  change("\"format_version\": 1", "\"format_version\": 7");
  EXPECT_THAT(ErrorOf([&] { PackShards(plan_, {0}); }), HasSubstr("format version 7, expected 1"));
  change("\"shards\": 2", "\"shards\": 200000");
  EXPECT_THAT(ErrorOf([&] { PackShards(plan_, {0}); }), HasSubstr("'shards' should be 1..100000"));
  change("\"format\"", "\"form\"");
  EXPECT_THAT(ErrorOf([&] { PackShards(plan_, {0}); }), HasSubstr("is not a plan of im2rec"));
}

TEST_F(PlanPackTest, AListThatChangesMeanwhileIsNotPacked) {
  const std::string list = ReadText(dir_ / "set.lst");
  const PackingPlan plan = PlanPacking(dir_ / "set.lst", dir_ / "in", Options(2, out_)).plan;
  const PackObserver observer{.on_progress = [&](std::uint64_t, std::uint64_t) {
    WriteFile(dir_ / "set.lst", list + "200\t0\timages/0.jpg\n");
  }};
  EXPECT_THAT(ErrorOf([&] { PackShards(plan.path, {0}, {}, observer); }),
              HasSubstr("set.lst: was changed while im2rec was reading it"));
  EXPECT_EQ(ReadPackingPlan(plan.path).packed, 0U);
  EXPECT_THAT(ErrorOf([&] { PackShards(plan.path, {0}); }), HasSubstr("is not the list"));
  WriteFile(dir_ / "set.lst", list);
  PackShards(plan.path, {0, 1});
  FinishPacking(plan.path);
  EXPECT_EQ(WithoutPlan(FilesIn(out_)), Expected(Options(2, out_)));
}

TEST_F(PlanPackTest, LibrariesAreThoseOnWhichTheBytesDepend) {
  PackOptions options = Options(2, out_);
  const auto text = [&] {
    fs::remove_all(out_);
    Plan(options);
    return ReadText(plan_);
  };
  EXPECT_THAT(text(), AllOf(HasSubstr("libjpeg-turbo"), HasSubstr("libpng"),
                            testing::Not(HasSubstr("libzstd"))));
  options.output.compression = 3;
  EXPECT_THAT(text(), HasSubstr("libzstd"));
  options.image.pass_through = true;
  EXPECT_THAT(text(), AllOf(testing::Not(HasSubstr("libjpeg")), HasSubstr("libzstd")));
  options.image.jpeg = JpegPacking::kBaseline;
  EXPECT_THAT(text(), AllOf(HasSubstr("libjpeg-turbo"), testing::Not(HasSubstr("libpng"))));
  // Images of a format that another build does not read would be skipped.
  EXPECT_THAT(text(), HasSubstr("\"image formats\": \"jpeg png "));
}

TEST_F(PlanPackTest, PlanningAgainKeepsWhatIsPackedAndAnotherPlanIsRefused) {
  Plan(Options(4, out_));
  Plan(Options(5, out_));  // nothing is packed yet
  EXPECT_EQ(ReadPackingPlan(plan_).shards, 5U);
  PackShards(plan_, {1, 2});
  std::string message;
  PlanPacking(dir_ / "set.lst", dir_ / "in", Options(5, out_),
              {.on_message = [&](const std::string& text) { message = text; }});
  EXPECT_THAT(message, HasSubstr("2 of its 5 shards are packed and kept"));
  EXPECT_EQ(ReadPackingPlan(plan_).packed, 2U);
  EXPECT_THAT(ErrorOf([&] { Plan(Options(4, out_)); }),
              HasSubstr("is another plan, and 2 of its 5 shards are packed"));
  fs::remove_all(out_ / ("set." + ReadPackingPlan(plan_).run));
  Plan(Options(4, out_));
  EXPECT_EQ(FilesIn(out_).size(), 2U) << NamesOf(FilesIn(out_));
  // The plan of a finished set packs it again, for example because images have changed.
  PackShards(plan_, {0, 1, 2, 3});
  FinishPacking(plan_);
  const Files before = FilesIn(out_);
  WriteFile(dir_ / "in/images/0.jpg", MakeJpeg({30, 30}, 60));
  Plan(Options(4, out_));
  EXPECT_FALSE(PackShards(plan_, {0, 1, 2, 3})[0].was_packed);
  FinishPacking(plan_);
  Files after = FilesIn(out_);
  EXPECT_NE(after["set-00000-of-00004.rec"], before.at("set-00000-of-00004.rec"));
  EXPECT_EQ(after["set-00001-of-00004.rec"], before.at("set-00001-of-00004.rec"));
}

TEST_F(PlanPackTest, WithoutAnyRecordTheOldSetStaysAndTheTableIsWritten) {
  PackOptions options = Options(2, out_);
  Plan(options);
  PackShards(plan_, {0, 1});
  FinishPacking(plan_);
  const Files before = FilesIn(out_);
  // One image exists, and cannot be decoded.
  WriteFile(dir_ / "set.lst", "1\t0\tbad.jpg\n2\t0\tmissing.jpg\n");
  WriteFile(dir_ / "in/bad.jpg", "no image");
  Files expected = Expected(options);
  Plan(options);
  PackShards(plan_, {0, 1});
  const PackResult result = FinishPacking(plan_);
  EXPECT_EQ(result.records, 0U);
  EXPECT_EQ(result.skipped.size(), 2U);
  Files after = FilesIn(out_);
  EXPECT_EQ(after["set.skipped.tsv"], expected.at("set.skipped.tsv"));
  EXPECT_EQ(after.size(), before.size());
  EXPECT_EQ(after["set-00000-of-00002.rec"], before.at("set-00000-of-00002.rec"));
  EXPECT_EQ(after["set.manifest.json"], before.at("set.manifest.json"));
}

TEST_F(PlanPackTest, OptionsWithoutMeaningForAPlanAreRefused) {
  PackOptions options = Options(1, out_);
  options.output.shard_bytes = 1000;
  EXPECT_THAT(ErrorOf([&] { Plan(options); }), HasSubstr("--shard-size has no meaning for a plan"));
  options = Options(2, out_);
  options.output.resume = true;
  EXPECT_THAT(ErrorOf([&] { Plan(options); }), HasSubstr("--resume has no meaning for a plan"));
  options = Options(1, out_);
  options.output.part_count = 3;
  EXPECT_THAT(ErrorOf([&] { Plan(options); }), HasSubstr("--num-parts has no meaning for a plan"));
  EXPECT_THAT(ErrorOf([&] { Plan(Options(99, out_)); }),
              HasSubstr("--num-shards 99 exceeds the number of images, 20"));
  EXPECT_FALSE(fs::exists(out_));
  Plan(Options(2, out_));
  EXPECT_THAT(ErrorOf([&] { PackShards(plan_, {2}); }), HasSubstr("has the shards 0..1, not 2"));
}

TEST_F(PlanPackTest, TheFirstLineThatCannotBePackedEndsTheRunIfThePlanSaysSo) {
  PackOptions options = Options(2, out_);
  options.on_error = OnPackError::kFail;
  EXPECT_THAT(ErrorOf([&] { Plan(options); }), HasSubstr("set.lst:1: "));
  WriteFile(dir_ / "set.lst", "1\t0\timages/0.jpg\n2\t0\tmissing.jpg\n");
  Plan(options);
  EXPECT_EQ(ErrorOf([&] { PackShards(plan_, {0}); }), "");
  EXPECT_THAT(ErrorOf([&] { PackShards(plan_, {1}); }), HasSubstr("set.lst:2: missing.jpg: "));
  EXPECT_EQ(FilesIn(out_ / ("set." + ReadPackingPlan(plan_).run)).size(), 1U);
}

TEST_F(PlanPackTest, NamesNeedNotBeUtf8) {
  const std::string name = "latin-\xE9.jpg";
  WriteFile(dir_ / "r\xF6ot/a.jpg", MakeJpeg({20, 20}));
  WriteFile(dir_ / "set.lst", "1\t0\ta.jpg\n2\t0\t" + name + "\n");
  fs::remove(dir_ / "set.classes.txt");
  PackOptions options = Options(2, dir_ / "one");
  PackList(dir_ / "set.lst", dir_ / "r\xF6ot", options);
  options.output.prefix = out_ / "set";
  PlanPacking(dir_ / "set.lst", dir_ / "r\xF6ot", options);
  PackShards(plan_, {0, 1});
  FinishPacking(plan_);
  EXPECT_TRUE(WithoutPlan(FilesIn(out_)) == FilesIn(dir_ / "one"));
  EXPECT_THAT(ReadText(out_ / "set.skipped.tsv"), HasSubstr(name));
}

TEST(FormatShardNumbers, JoinsThreeAndMoreInARow) {
  EXPECT_EQ(FormatShardNumbers({}), "");
  EXPECT_EQ(FormatShardNumbers({3}), "3");
  EXPECT_EQ(FormatShardNumbers({0, 1}), "0,1");
  EXPECT_EQ(FormatShardNumbers({3, 7, 8, 9, 12}), "3,7-9,12");
}

}  // namespace
}  // namespace imrec::test
