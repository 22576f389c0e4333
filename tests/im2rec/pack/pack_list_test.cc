#include <imrec/pack_list.h>

#include <memory>
#include <string>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <imrec/error.h>
#include <imrec/image_record.h>
#include <imrec/manifest.h>
#include <imrec/record_file.h>
#include <imrec/record_index.h>

#include "im2rec/pack/packer.h"
#include "tests/support/files.h"

namespace imrec::test {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

class PackListTest : public testing::Test {
 protected:
  static constexpr int kImages = 30;

  PackListTest() {
    std::string list;
    for (int i = 0; i < kImages; ++i) {
      const std::string name = "in/" + std::to_string(i) + ".jpg";
      // Sizes differ widely, so that threads finish out of order.
      WriteFile(dir_ / name, MakeJpeg({10 + (i * 37) % 200, 8 + (i * 91) % 150}, i));
      list += std::to_string(1000 - i) + '\t' + std::to_string(i % 3) + "\t7\t" +
              std::to_string(i) + ".jpg\n";
    }
    WriteFile(dir_ / "set.lst", list);
  }

  PackResult Pack(const PackOptions& options, const PackObserver& observer = {}) const {
    return PackList(dir_ / "set.lst", dir_ / "in", options, observer);
  }
  void Spoil(int image) const {
    WriteFile(dir_ / ("in/" + std::to_string(image) + ".jpg"), "<html>not found</html>");
  }

  TempDir dir_;
};

TEST_F(PackListTest, RecordsStandInListOrderWithTheirIndices) {
  const PackResult result = Pack({.image = {.pass_through = true}});
  EXPECT_EQ(result.records, static_cast<std::uint64_t>(kImages));
  EXPECT_EQ(result.record_path, dir_ / "set.rec");
  EXPECT_EQ(result.bytes, std::filesystem::file_size(dir_ / "set.rec"));
  const RecordFile file(result.record_path);
  const auto index = ReadIndexFile(dir_ / "set.idx");
  ASSERT_EQ(index.size(), static_cast<std::size_t>(kImages));
  EXPECT_EQ(index, BuildIndex(file));
  std::vector<std::byte> payload;
  for (int i = 0; i < kImages; ++i) {
    file.ReadAt(index[static_cast<std::size_t>(i)].offset, payload);
    const ImageRecordView record(payload);
    EXPECT_EQ(record.id(), static_cast<std::uint64_t>(1000 - i));
    std::vector<float> labels;
    record.CopyLabels(labels);
    EXPECT_THAT(labels, ElementsAre(static_cast<float>(i % 3)));
    const auto expected = ReadBytes(dir_ / ("in/" + std::to_string(i) + ".jpg"));
    EXPECT_TRUE(std::ranges::equal(record.image(), expected));
  }
}

TEST_F(PackListTest, PacksAllLabelsOnDemand) {
  Pack({.labels = LabelPacking::kPacked});
  std::vector<std::byte> payload;
  RecordFile(dir_ / "set.rec").ReadAt(0, payload);
  const ImageRecordView record(payload);
  EXPECT_EQ(record.flag(), 2U);
  std::vector<float> labels;
  record.CopyLabels(labels);
  EXPECT_THAT(labels, ElementsAre(0.0F, 7.0F));
}

TEST_F(PackListTest, FilesDoNotDependOnThreadsOrWindow) {
  Spoil(4);
  Spoil(17);
  std::string expected;
  for (const std::size_t threads : {1U, 2U, 3U, 8U, 50U}) {
    for (const std::size_t window : {std::size_t{1}, std::size_t{5000}, std::size_t{1} << 27}) {
      std::vector<std::uint64_t> told;
      const PackObserver observer{.on_skip = [&](const SkippedLine& s) { told.push_back(s.line); }};
      const PackResult result =
          Pack({.image = {.resize = 40}, .threads = threads, .window_bytes = window}, observer);
      EXPECT_EQ(result.skipped.size(), 2U);
      EXPECT_THAT(told, ElementsAre(5U, 18U));
      const std::string files = ReadText(dir_ / "set.rec") + ReadText(dir_ / "set.idx");
      if (expected.empty()) expected = files;
      EXPECT_EQ(files, expected) << threads << " threads, window " << window;
    }
  }
}

TEST_F(PackListTest, CountsProgress) {
  std::uint64_t last = 0;
  Pack({.image = {.pass_through = true}},
       {.on_progress = [&](std::uint64_t done, std::uint64_t total) {
         EXPECT_EQ(done, last + 1);
         EXPECT_EQ(total, static_cast<std::uint64_t>(kImages));
         last = done;
       }});
  EXPECT_EQ(last, static_cast<std::uint64_t>(kImages));
}

TEST_F(PackListTest, SkippedLinesComeWithReasons) {
  Spoil(2);
  std::filesystem::remove(dir_ / "in/0.jpg");
  WriteFile(dir_ / "set.lst", ReadText(dir_ / "set.lst") + "broken\n1000\t1\t5.jpg\n");
  const PackResult result = Pack({.image = {.pass_through = true}});
  EXPECT_EQ(result.records, kImages - 2U);
  ASSERT_EQ(result.skipped.size(), 4U);
  EXPECT_THAT(result.skipped[0].reason, HasSubstr("No such file"));
  EXPECT_EQ(result.skipped[0].path, "0.jpg");
  EXPECT_EQ(result.skipped[0].index, 1000U);
  EXPECT_THAT(result.skipped[1].reason, testing::ContainsRegex("not a JPEG, PNG.* or RAW"));
  EXPECT_EQ(result.skipped[1].line, 3U);
  EXPECT_EQ(result.skipped[2].line, kImages + 1U);
  EXPECT_THAT(result.skipped[3].reason, HasSubstr("repeats index 1000 of line 1"));
}

TEST_F(PackListTest, FailsOnDemandAtTheFirstBadLineAndLeavesOldFiles) {
  Pack({.image = {.pass_through = true}});
  const std::string before = ReadText(dir_ / "set.rec");
  Spoil(20);
  Spoil(9);
  try {
    Pack({.on_error = OnPackError::kFail, .threads = 4});
    FAIL() << "two images are broken";
  } catch (const Error& error) {
    EXPECT_EQ(error.where().line, 10U);
    EXPECT_THAT(error.what(), HasSubstr("9.jpg"));
  }
  EXPECT_EQ(ReadText(dir_ / "set.rec"), before);
}

TEST_F(PackListTest, WhatWasPackedBeforeALineThatEndsTheRunIsResumed) {
  const std::vector<std::byte> good = ReadBytes(dir_ / "in/9.jpg");
  Pack({.image = {.pass_through = true}});
  const std::string expected = ReadText(dir_ / "set.rec");
  std::filesystem::remove(dir_ / "set.rec");
  Spoil(9);
  PackOptions options{.image = {.pass_through = true}, .on_error = OnPackError::kFail};
  bool kept = false;
  EXPECT_THROW(Pack(options, {.on_kept = [&] { kept = true; }}), Error);
  EXPECT_TRUE(kept);
  options.output.resume = true;
  EXPECT_THROW(Pack(options), Error) << "nothing has changed";
  // The image is mended; the line is tried again.
  WriteFile(dir_ / "in/9.jpg", good);
  const PackResult result = Pack(options);
  EXPECT_EQ(result.resumed, 9U);
  EXPECT_EQ(result.records, static_cast<std::uint64_t>(kImages));
  EXPECT_EQ(ReadText(dir_ / "set.rec"), expected);
}

TEST_F(PackListTest, NothingIsKeptOfARunWithoutARecord) {
  Spoil(0);
  bool kept = false;
  EXPECT_THROW(
      Pack({.on_error = OnPackError::kFail, .threads = 1}, {.on_kept = [&] { kept = true; }}),
      Error);
  EXPECT_FALSE(kept);
  for (const auto& entry : std::filesystem::directory_iterator(dir_.path())) {
    EXPECT_THAT(entry.path().string(), testing::Not(HasSubstr("partial")));
  }
}

TEST_F(PackListTest, AnotherPrefixTakesAllFiles) {
  Spoil(3);
  WriteFile(dir_ / "set.classes.txt", "cat\ndog\n");
  std::filesystem::create_directory(dir_ / "out");
  PackOptions options{.image = {.pass_through = true}};
  options.output.prefix = dir_ / "out/new";
  const PackResult whole = Pack(options);
  EXPECT_EQ(whole.record_path, dir_ / "out/new.rec");
  options.output.part_count = 3;
  options.output.part_index = 1;
  EXPECT_EQ(Pack(options).record_path, dir_ / "out/new.part001.rec");
  std::vector<std::string> names;
  for (const auto& entry : std::filesystem::directory_iterator(dir_ / "out")) {
    names.push_back(entry.path().filename());
  }
  EXPECT_THAT(names, testing::UnorderedElementsAre(
                         "new.rec", "new.idx", "new.crc", "new.manifest.json", "new.skipped.tsv",
                         "new.classes.txt", "new.part001.rec", "new.part001.idx", "new.part001.crc",
                         "new.part001.manifest.json", "new.part001.classes.txt"));
  EXPECT_EQ(ReadText(dir_ / "out/new.classes.txt"), "cat\ndog\n");
  EXPECT_FALSE(std::filesystem::exists(dir_ / "set.rec"));
  // With the list's own name, its class file is used, and records are the same.
  options.output = {};
  Pack(options);
  EXPECT_EQ(ReadText(dir_ / "set.rec"), ReadText(dir_ / "out/new.rec"));
}

TEST_F(PackListTest, AListNeedNotBeAFile) {
  const PackResult from_file = Pack({.image = {.pass_through = true}});
  PackOptions options{.image = {.pass_through = true}};
  options.output.prefix = dir_ / "other";
  WriteFile(dir_ / "other.classes.txt", "cat\n");
  const ListSource list = ListFromStandardInput(
      std::make_shared<const TextSource>(ReadText(dir_ / "set.lst") + "bad\n"));
  const PackResult result = PackList(list, dir_ / "in", options);
  EXPECT_EQ(result.records, from_file.records);
  EXPECT_EQ(result.skipped.size(), 1U);
  EXPECT_EQ(ReadText(dir_ / "other.rec"), ReadText(dir_ / "set.rec"));
  EXPECT_THAT(ReadManifest(dir_ / "other.manifest.json").class_names, ElementsAre("cat"));
  options.on_error = OnPackError::kFail;
  try {
    PackList(list, dir_ / "in", options);
    FAIL();
  } catch (const Error& error) {
    EXPECT_THAT(error.what(), testing::StartsWith("standard input:31: "));
  }
}

TEST_F(PackListTest, AListThatChangesMeanwhileReplacesNothing) {
  Pack({.image = {.pass_through = true}});
  const std::string before = ReadText(dir_ / "set.rec") + ReadText(dir_ / "set.manifest.json");
  const std::string list = ReadText(dir_ / "set.lst");
  for (const std::string& changed : {list + "2000\t0\t1.jpg\n", list.substr(0, 40)}) {
    bool kept = false;
    const PackObserver observer{.on_progress =
                                    [&](std::uint64_t done, std::uint64_t) {
                                      if (done == 1) WriteFile(dir_ / "set.lst", changed);
                                    },
                                .on_kept = [&] { kept = true; }};
    try {
      Pack({}, observer);
      ADD_FAILURE();
    } catch (const Error& error) {
      EXPECT_THAT(error.what(), HasSubstr("set.lst: was changed while im2rec was reading it"));
    }
    EXPECT_TRUE(kept);
    EXPECT_EQ(ReadText(dir_ / "set.rec") + ReadText(dir_ / "set.manifest.json"), before);
    WriteFile(dir_ / "set.lst", list);
  }
}

TEST_F(PackListTest, WithNothingPackedOldFilesStay) {
  WriteFile(dir_ / "set.rec", "old");
  for (int i = 0; i < kImages; ++i) Spoil(i);
  const PackResult result = Pack({});
  EXPECT_EQ(result.records, 0U);
  EXPECT_EQ(result.skipped.size(), static_cast<std::size_t>(kImages));
  EXPECT_EQ(ReadText(dir_ / "set.rec"), "old");
  WriteFile(dir_ / "set.lst", "\n");
  EXPECT_EQ(Pack({}).records, 0U);
  EXPECT_EQ(ReadText(dir_ / "set.rec"), "old");
}

TEST_F(PackListTest, TheJobAsAWholeCanFail) {
  EXPECT_THROW(PackList(dir_ / "none.lst", dir_ / "in", {}), Error);
  EXPECT_THROW(PackList(dir_ / "set.lst", dir_ / "none", {}), Error);
  EXPECT_THROW(Pack({.image = {.quality = 0}}), Error);
}

TEST_F(PackListTest, DetectionListsArePackedWithAllLabels) {
  std::string list;
  for (int i = 0; i < 6; ++i) {
    list += std::to_string(i) + "\t2\t5\t1\t.1\t.1\t.5\t.5\t" + std::to_string(i) + ".jpg\n";
  }
  WriteFile(dir_ / "set.lst", list + "6\t0\t6.jpg\n");
  PackOptions options{.image = {.pass_through = true}, .labels = LabelPacking::kPacked};
  Pack(options);
  const std::string expected = ReadText(dir_ / "set.rec") + ReadText(dir_ / "set.manifest.json");
  options.labels.reset();
  std::vector<std::string> messages;
  const PackResult result =
      Pack(options, {.on_message = [&](const std::string& text) { messages.push_back(text); }});
  EXPECT_EQ(ReadText(dir_ / "set.rec") + ReadText(dir_ / "set.manifest.json"), expected);
  EXPECT_EQ(result.labels, LabelPacking::kPacked);
  EXPECT_THAT(messages, ElementsAre(HasSubstr("set.lst has detection labels")));
  // A part is packed in the same way as the whole list, independent of its own lines.
  options.output.part_count = 7;
  options.output.part_index = 6;
  EXPECT_EQ(Pack(options).labels, LabelPacking::kPacked);
  options.labels = LabelPacking::kInHeader;
  EXPECT_EQ(Pack(options).labels, LabelPacking::kInHeader);
}

TEST_F(PackListTest, ReplacedSetsAndResumedOnesAreTold) {
  EXPECT_FALSE(Pack({.image = {.pass_through = true}}).replaced);
  const PackResult result = Pack({.image = {.pass_through = true}});
  ASSERT_TRUE(result.replaced);
  EXPECT_EQ(result.replaced->records, static_cast<std::uint64_t>(kImages));
}

}  // namespace
}  // namespace imrec::test
