// Command lines of MXNet's im2rec.py and im2rec.cc, as public READMEs and notebooks have them.
#include <filesystem>
#include <string>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <imrec/image_codec.h>
#include <imrec/image_record.h>
#include <imrec/record_shard.h>

#include "tests/support/files.h"
#include "tests/support/image_records.h"
#include "tests/support/process.h"

namespace imrec::test {
namespace {

using testing::AllOf;
using testing::HasSubstr;

// photos/cats and photos/dogs with ten images of 80x60 each; pets.lst and train.lst with paths
// below photos/, here.lst with paths from the folder itself, boxes.lst with detection labels.
class Im2recHabits : public testing::Test {
 protected:
  static constexpr int kImages = 20;

  Im2recHabits() {
    std::string list;
    std::string here;
    std::string boxes;
    for (int i = 0; i < kImages; ++i) {
      const std::string name =
          std::string(i % 2 == 0 ? "cats" : "dogs") + '/' + std::to_string(i) + ".jpg";
      WriteFile(dir_ / "photos" / name, MakeJpeg({80, 60}, i));
      const std::string start = std::to_string(i) + '\t';
      list += start + std::to_string(i % 2) + '\t' + name + '\n';
      here += start + std::to_string(i % 2) + "\tphotos/" + name + '\n';
      boxes += start + "2\t5\t1\t0.1\t0.2\t0.5\t0.6\t" + name + '\n';
    }
    WriteFile(dir_ / "pets.lst", list);
    WriteFile(dir_ / "train.lst", list);
    WriteFile(dir_ / "here.lst", here);
    WriteFile(dir_ / "boxes.lst", boxes);
  }

  ProcessResult Run(const std::string& arguments) const {
    return RunShell(dir_.path(), "im2rec " + arguments);
  }

  // Runs a line that packs all images into `file`.
  void ExpectPacked(const std::string& arguments, const std::string& file) const {
    SCOPED_TRACE(arguments);
    const ProcessResult result = Run(arguments);
    EXPECT_EQ(result.exit_code, 0) << result.err;
    ASSERT_TRUE(std::filesystem::exists(dir_ / file)) << result.err;
    EXPECT_EQ(RecordShard(dir_ / file).size(), static_cast<std::uint64_t>(kImages));
  }

  ImageSize SizeOfFirst(const std::string& file, std::size_t* labels = nullptr) const {
    const RecordShard records(dir_ / file);
    std::vector<std::byte> payload;
    records.Read(0, payload);
    const ImageRecordView view(payload);
    if (labels != nullptr) *labels = view.label_count();
    return AnyImageDecoder().ReadInfo(view.image()).size;
  }

  TempDir dir_;
};

TEST_F(Im2recHabits, ListsAreMade) {
  for (const std::string line : {
           "--list True --recursive True new photos/",
           "--list --recursive new photos",
           "--list=1 --recursive=1 new photos",
           "./new ./photos/ --recursive --list --num-thread 8",
           "--list --recursive new ./photos/ --pack-label",
           "--list True --recursive True --shuffle False new photos/",
           "--list True --recursive True --train-ratio 1 --test-ratio 0 new photos/",
           "new photos/ --list=True --recursive=True --exts .jpg --shuffle=True",
       }) {
    SCOPED_TRACE(line);
    const ProcessResult result = Run(line);
    EXPECT_EQ(result.exit_code, 0) << result.err;
    EXPECT_EQ(result.out, "cats 0\ndogs 1\n");
    EXPECT_TRUE(std::filesystem::exists(dir_ / "new.lst"));
    std::filesystem::remove(dir_ / "new.lst");
  }
  EXPECT_EQ(Run("--list True --recursive True --train-ratio 0.9 all ./photos/").exit_code, 0);
  EXPECT_TRUE(std::filesystem::exists(dir_ / "all_train.lst"));
  EXPECT_TRUE(std::filesystem::exists(dir_ / "all_val.lst"));
  // A switch that is off: no list is made, train.lst is packed.
  EXPECT_EQ(Run("--list False train photos").exit_code, 0);
  EXPECT_TRUE(std::filesystem::exists(dir_ / "train.rec"));
}

TEST_F(Im2recHabits, ListsArePacked) {
  ExpectPacked("--resize 48 --quality 95 --num-thread 16 pets photos", "pets.rec");
  EXPECT_EQ(SizeOfFirst("pets.rec"), (ImageSize{64, 48}));
  ExpectPacked("--resize 48 --num-thread 4 --pack-label train.lst photos", "train.rec");
  ExpectPacked("train.lst photos --shuffle 1 --pack-label 1", "train.rec");
  ExpectPacked("./train ./photos/ --num-thread 8 --pass-through=True", "train.rec");
  ExpectPacked("here.lst \"\" --resize 30 --encoding .jpg --quality 100", "here.rec");
  EXPECT_EQ(SizeOfFirst("here.rec"), (ImageSize{40, 30}));
  ExpectPacked("--num-thread 4 --pass-through --pack_label True boxes.lst photos/", "boxes.rec");
  std::size_t labels = 0;
  SizeOfFirst("boxes.rec", &labels);
  EXPECT_EQ(labels, 7U);
}

TEST_F(Im2recHabits, ThoseOfIm2recCcAreTaken) {
  ExpectPacked("here.lst ./ out.rec color=0", "out.rec");
  ExpectPacked("here.lst \"\" rec/train.rec resize=48 encoding='.jpg' quality=100",
               "rec/train.rec");
  EXPECT_EQ(SizeOfFirst("rec/train.rec"), (ImageSize{64, 48}));
  const ProcessResult named_bin = Run("train.lst photos output.bin resize=48");
  EXPECT_EQ(named_bin.exit_code, 0) << named_bin.err;
  EXPECT_THAT(named_bin.err, HasSubstr("note: the records are written to output.rec"));
  ExpectPacked("boxes.lst photos out2.rec label_width=7 pack_label=1 unchanged=1", "out2.rec");
  std::size_t labels = 0;
  EXPECT_EQ(SizeOfFirst("out2.rec", &labels), (ImageSize{80, 60}));
  EXPECT_EQ(labels, 7U);
  ExpectPacked("train.lst photos out3.rec resize=-1 center_crop=0 inter_method=2 nsplit=1 part=0",
               "out3.rec");
  // A part of several.
  EXPECT_EQ(Run("train.lst photos parts.rec nsplit=2 part=1 unchanged=1").exit_code, 0);
  EXPECT_EQ(RecordShard(dir_ / "parts.part001.rec").size(), 10U);
}

TEST_F(Im2recHabits, MistakesAreAnsweredWithWhatWasMeant) {
  const auto expect = [&](const std::string& line, const std::string& answer) {
    SCOPED_TRACE(line);
    const ProcessResult result = Run(line);
    EXPECT_EQ(result.exit_code, 2);
    EXPECT_THAT(result.err, AllOf(testing::StartsWith("im2rec: "), HasSubstr(answer)));
  };
  expect("train.lst photos --shuffle 1 --label-pack 1", "did you mean --pack-label?");
  expect("train.lst photos/ out.rec -resize=256", "did you mean --resize=256?");
  expect("train.lst photos out.rec rezise=256", "did you mean resize?");
  expect("train.lst photos out.rec pack_label=yes", "pack_label must be 0 or 1, not 'yes'");
  expect("train.lst photos --num-parts 4", "--part-index");
  expect("train.lst photos --part-index 0", "--num-parts");
  expect("photos train.lst", "im2rec train.lst photos");
  expect("--list photos pets", "im2rec --list pets photos");
  expect("trian photos", "did you mean train.lst?");
  expect("train.lst cats", "there is no such folder of images");
}

TEST_F(Im2recHabits, OtherFilesThanListsAreNamedForWhatTheyAre) {
  ASSERT_EQ(Run("train photos --pass-through").exit_code, 0);
  const auto expect = [&](const std::string& line, const std::string& kind) {
    SCOPED_TRACE(line);
    const ProcessResult result = Run(line);
    EXPECT_EQ(result.exit_code, 2);
    EXPECT_THAT(result.err, HasSubstr(kind));
  };
  expect("train.rec photos", "is a RecordIO file (.rec), not a list");
  expect("train.idx photos", "index");
  expect("photos/cats/0.jpg photos", "JPEG");
  expect("train.manifest.json photos", "manifest");
  expect("train photos/cats/0.jpg", "JPEG");
}

TEST_F(Im2recHabits, AListNoneOfWhosePathsIsThereGuessesTheRoot) {
  const ProcessResult result = Run("train.lst .");
  EXPECT_EQ(result.exit_code, 2);
  EXPECT_THAT(result.err, AllOf(HasSubstr("none of 20 paths (cats/0.jpg, ..) is below ROOT ."),
                                HasSubstr("is it photos?")));
  EXPECT_FALSE(std::filesystem::exists(dir_ / "train.rec"));
}

TEST_F(Im2recHabits, WhatIsReplacedIsSaid) {
  ASSERT_EQ(Run("train photos --pass-through").exit_code, 0);
  const ProcessResult again = Run("train photos --resize 30");
  EXPECT_EQ(again.exit_code, 0);
  EXPECT_THAT(again.err, HasSubstr("replaced"));
  ASSERT_EQ(Run("--list new photos/cats").exit_code, 0);
  EXPECT_THAT(Run("--list new photos/dogs").err, HasSubstr("replaced"));
}

}  // namespace
}  // namespace imrec::test
